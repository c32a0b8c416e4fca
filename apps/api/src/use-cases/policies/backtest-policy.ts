import type { BACKTEST_KINDS, BacktestRequest } from '@countersign/shared/policy-trials'
import type { DecidedApproval, Exclusion } from '../../domain/approval.ts'
import { authorizeSetup } from '../../domain/authorize.ts'
import { addSeconds } from '../../domain/deadline.ts'
import { type BacktestVerdict, backtest } from '../../domain/policy/backtest.ts'
import { conditionFacts } from '../../domain/policy/condition-facts.ts'
import { exclusionOf } from '../../domain/policy/exclusions.ts'
import { makePlan, riskUnder } from '../../domain/policy/make-plan.ts'
import type { Principal, User } from '../../domain/principal.ts'
import { type Refusal, type Refused, refused } from '../../domain/refusal.ts'
import { isAliasOf } from '../../domain/visibility.ts'
import type { Conditions } from '../../ports/conditions.ts'
import type { DecidedQuery, PastCase } from '../../ports/policies.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { namesIn, outcomesUnder } from '../make-question.ts'
import { refreshPrincipal } from '../refresh-principal.ts'
import { requestOf } from '../request-of.ts'
import { findTried, type Tried, type TriedPolicy } from './find-tried.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
  readonly conditions: Conditions
  readonly sayRefusal: (refusal: Refusal) => string
}

export interface BacktestPolicyCommand {
  readonly principal: Principal
  readonly tried: Tried
  readonly over: BacktestRequest['over']
}

export interface Backtested {
  readonly kind: 'backtested'
  readonly considered: number
  /** `false`: there are more, or the time was over. */
  readonly complete: boolean
  readonly counts: Readonly<Record<(typeof BACKTEST_KINDS)[number], number>>
  /** What is not unchanged, newest first. */
  readonly items: readonly {
    readonly approval: DecidedApproval
    readonly teamName: string
    readonly verdict: BacktestVerdict
  }[]
}

/** A case may be 128 KB, so this many of them are in memory at once. */
const PAGE = 50
/** A backtest answers a page; one that would take longer says that it is not complete. */
const MAX_MS = 8_000

interface Judging extends TriedPolicy {
  readonly people: readonly User[]
  readonly nameOf: (kind: string, id: string) => string
}

/** The decided cases of the last days under another policy, with the votes as they were cast. Nothing is written. */
export async function backtestPolicy(deps: Deps, command: BacktestPolicyCommand): Promise<Backtested | Refused> {
  const { over } = command
  const startedMs = performance.now()
  const begun = await deps.unitOfWork.transaction(async (stores) => {
    const verdict = authorizeSetup(await refreshPrincipal(stores.directory, command.principal))
    if (!verdict.allowed) return refused(verdict)
    const policy = await findTried(deps, stores, command.tried)
    if (policy.kind === 'refused') return policy
    const names = await namesIn(stores.directory, policy.document)
    const nameOf = (kind: string, id: string) => names.get(`${kind}:${id}`) ?? id
    const since = addSeconds(await stores.now(), -over.days * 86_400)
    return { ...policy, people: await stores.policies.people(), nameOf, since }
  })
  if (begun.kind === 'refused') return begun
  const counts = { unchanged: 0, otherwise: 0, 'by-rule': 0, undecided: 0 }
  const items: Backtested['items'][number][] = []
  let considered = 0
  let before: DecidedQuery['before'] = null
  for (;;) {
    const limit = Math.min(PAGE, over.limit - considered)
    const query: DecidedQuery = {
      policy: over.policy ?? null,
      team: over.team ?? null,
      since: begun.since,
      before,
      limit: limit + 1,
    }
    const page = await deps.unitOfWork.transaction(({ policies }) => policies.decided(query))
    const cases = page.slice(0, limit)
    for (const each of cases) {
      const { approval, teamName } = each
      if (approval.status !== 'approved' && approval.status !== 'rejected') continue
      const verdict = judge(deps, begun, each, approval)
      counts[verdict.kind] += 1
      if (verdict.kind !== 'unchanged') items.push({ approval, teamName, verdict })
    }
    considered += cases.length
    const last = cases.at(-1)?.approval
    const isMore = page.length > limit
    if (!isMore || !last || considered >= over.limit || performance.now() - startedMs > MAX_MS)
      return { kind: 'backtested', considered, complete: !isMore, counts, items }
    before = { at: last.createdAt, id: last.id }
  }
}

function judge(
  deps: Deps,
  judging: Judging,
  { votes, past, teamName }: PastCase,
  approval: DecidedApproval,
): BacktestVerdict {
  const { document, people, nameOf } = judging
  const request = requestOf(approval)
  const risk = riskUnder(document, approval.risk)
  const outcomes = outcomesUnder(document, request)
  const team = { id: approval.team, name: teamName }
  const holds = deps.conditions.about(
    conditionFacts({ request: { ...request, risk }, risk, team: approval.team, source: approval.source, past }),
  )
  return backtest(
    {
      approval,
      votes,
      policy: { name: judging.name ?? approval.policy.name, version: judging.version ?? approval.policy.version },
      plan: makePlan({ document, risk, outcomes, team, holds, nameOf }),
      risk,
      outcomes,
      exclusions: excludedUnder(document.exclude, approval, people),
      voters: new Map(people.map((user) => [user.id, user])),
    },
    deps.sayRefusal,
  )
}

/** Parts are known as far as the policy of then excluded them; who asked is known always. */
function excludedUnder(
  parts: TriedPolicy['document']['exclude'],
  { exclusions, requestedBy }: DecidedApproval,
  people: readonly User[],
): readonly Exclusion[] {
  const known = exclusions.filter(({ part }) => part !== 'mover' && parts.includes(part))
  if (!requestedBy || !parts.includes('requester') || known.some(({ part }) => part === 'requester')) return known
  const asker = people.filter((user) => isAliasOf(user, requestedBy.id))
  return [...known, exclusionOf('requester', requestedBy.id, asker)]
}
