import type { ApprovalId, AttemptId } from '@countersign/shared/ids'
import fc from 'fast-check'
import type { Approval, Source } from '../../src/domain/approval.ts'
import { escalate } from '../../src/domain/policy/escalate.ts'
import type { TaskToken } from '../../src/domain/task-token.ts'
import { cancelApproval } from '../../src/use-cases/cancel-approval.ts'
import { castVote } from '../../src/use-cases/cast-vote.ts'
import { closeGoneApproval } from '../../src/use-cases/close-gone-approval.ts'
import { deliverCallbacks } from '../../src/use-cases/deliver-callbacks.ts'
import { expireApprovals } from '../../src/use-cases/expire-approvals.ts'
import { reconcileCallbacks } from '../../src/use-cases/reconcile-callbacks.ts'
import { requestApproval } from '../../src/use-cases/request-approval.ts'
import { undoDecision } from '../../src/use-cases/undo-decision.ts'
import { aRegistration, aSource, aToken, aVote, byKey, byUser } from '../builders.ts'
import type { Happening, Registration } from './happening.ts'
import type { Lane } from './lane.ts'
import { PEOPLE, POLICY_EXPIRES_SECONDS, type PolicyName } from './people.ts'

/** What the model knows of an attempt: what was asked, by whom, and how long there is. */
export interface Asked {
  readonly amount: number
  readonly caseDigest: string
  readonly had: readonly string[]
  /** No vote counts at or after this instant. */
  readonly endsAt: number
}

/** One execution with one waiting task, from its first token to its end. */
export interface Life {
  readonly policy: PolicyName
  readonly source: Source
  readonly lane: Lane
  readonly tokens: { readonly token: TaskToken; readonly retryCount: number; readonly redriveCount: number }[]
  readonly asked: Map<AttemptId, Asked>
  /** The exact bytes of each callback, when it was seen first. */
  readonly bytes: Map<string, string>
  readonly seen: Map<string, number>
}

const SHARDS = Array.from({ length: 64 }, (_, shard) => shard)
const LEASE_MS = 12_000
const NEVER_SHOWN = `sha256:${'0'.repeat(64)}`

export const beginLife = (lane: Lane, policy: PolicyName, seen: Map<string, number>): Life => ({
  policy,
  source: aSource({ enteredTime: new Date(lane.nowMs()).toISOString() }),
  lane,
  tokens: [],
  asked: new Map(),
  bytes: new Map(),
  seen,
})

export async function happen(life: Life, event: Happening): Promise<void> {
  const result = await attempt(life, event)
  const name = `${event.do} ${result}`
  life.seen.set(name, (life.seen.get(name) ?? 0) + 1)
}

async function attempt(life: Life, event: Happening): Promise<string> {
  const { lane } = life
  const { deps } = lane
  switch (event.do) {
    case 'register':
      return register(life, event)
    case 'deliver':
      lane.engine.willTell(event.lies)
      return pass(await deliverCallbacks(deps, { owner: deps.owner, leaseMs: LEASE_MS, limit: 10 }))
    case 'judge':
      return pass(await reconcileCallbacks(deps, { owner: deps.owner, leaseMs: LEASE_MS, limit: 10 }))
    case 'lease': {
      // A worker that dies before it does anything: only its lease and its attempt rows are left.
      const { lane: which } = event
      return pass(await deps.callbackQueue.lease(which, { owner: 'worker-deadbeef', leaseMs: LEASE_MS, limit: 1 }))
    }
    case 'expire':
      return (await expireApprovals(deps, { shards: SHARDS, limit: 10 })).closed > 0 ? 'closed' : 'nothing'
    case 'abort':
      lane.engine.abort(life.source.executionArn)
      return 'done'
    default: {
      const approval = await newest(life)
      return approval ? onApproval(life, event, approval) : 'nothing'
    }
  }
}

async function pass(work: readonly unknown[]): Promise<string> {
  await Promise.all(work)
  return work.length > 0 ? 'done' : 'nothing'
}

async function onApproval(
  life: Life,
  event: Exclude<Happening, { do: 'register' | 'deliver' | 'judge' | 'lease' | 'expire' | 'abort' }>,
  approval: Approval,
): Promise<string> {
  const { deps, engine } = life.lane
  const approvalId = approval.id
  switch (event.do) {
    case 'vote': {
      const absent = PEOPLE[event.by].standsInFor.at(-1)
      const request = aVote(digestOf(life, approval, event.shown), {
        outcome: event.outcome,
        undoSeconds: event.undoSeconds,
        ...(event.onBehalf && absent ? { onBehalfOf: absent as never } : {}),
      })
      const result = await castVote(deps, { principal: byUser(event.by), approvalId, request, expectedVersion: null })
      return result.kind === 'refused' ? result.refusal.code : result.decision ? 'decided' : 'counted'
    }
    case 'undo':
      return (await undoDecision(deps, { principal: byUser(event.by), approvalId })).kind
    case 'cancel': {
      const principal = event.by === 'key' ? byKey() : byUser(event.by)
      return (await cancelApproval(deps, { principal, approvalId, comment: undefined, expectedVersion: null })).kind
    }
    case 'escalate':
      return escalateStage(life, approval)
    case 'intrude': {
      const last = life.tokens.at(-1)
      if (last) engine.intrude(last.token)
      return 'done'
    }
    case 'find gone': {
      const { executionArn } = approval.source
      const about = { approvalId, attemptId: approval.attempt.id, executionArn, otherwise: null }
      return (await closeGoneApproval(deps, about)).kind
    }
  }
}

/** As a timer does it that has come due: judged and written in one transaction. */
const escalateStage = ({ lane }: Life, { id }: Approval): Promise<string> =>
  lane.deps.unitOfWork.transaction(async (stores) => {
    const approval = await stores.approvals.find(id)
    const stage = approval?.plan.stages.find((each) => each.id === approval.standing.stage)
    if (approval?.status !== 'pending' || !stage?.escalation || approval.escalated.includes(stage.id)) return 'nothing'
    const votes = await stores.votes.ofAttempt(id, approval.attempt.number)
    const at = await stores.now()
    const change = { to: 'pending', at, beforeDeadline: true, ...escalate(approval, votes) } as const
    return (await stores.approvals.change(approval, change)) ? 'escalated' : 'lost'
  })

async function register(life: Life, event: Registration): Promise<string> {
  const { lane, tokens, source, policy } = life
  const { amount, authors, timeoutSeconds } = event
  const last = tokens.at(-1)
  const repeated = event.as === 'again' ? last : undefined
  const { redriveCount = 0, retryCount = -1 } = last ?? {}
  const order = repeated ?? {
    redriveCount: event.as === 'redrive' ? redriveCount + 1 : redriveCount,
    retryCount: event.as === 'late' ? Math.max(0, retryCount - 1) : event.as === 'redrive' ? 0 : retryCount + 1,
  }
  const token = repeated?.token ?? aToken()
  if (!repeated) {
    if (event.as === 'redrive' && last) {
      lane.engine.abort(source.executionArn)
      lane.engine.redrive(source.executionArn)
    } else if (event.as === 'retry' && last) lane.engine.fail(last.token)
    lane.engine.enter(source.executionArn, token, timeoutSeconds)
    tokens.push({ token, ...order })
  }
  const from = lane.nowMs()
  const requestedBy = event.requestedBy === null ? {} : { requestedBy: { id: event.requestedBy, name: 'Req' } }
  const result = await requestApproval(
    lane.deps,
    aRegistration({
      source,
      ...order,
      taskToken: token,
      request: {
        key: '1',
        team: 'finance',
        policy,
        authors: authors.map((id) => ({ id, name: 'Author' })),
        case: { payload: { amount: amount } },
        ...requestedBy,
        ...(timeoutSeconds === null ? {} : { timeoutSeconds }),
      },
    }),
  )
  if (result.kind === 'refused') return result.refusal.code
  const { approval, attempt: placed, how } = result
  if (how === 'opened' || how === 'joined') {
    const seconds = Math.min(timeoutSeconds ?? Infinity, POLICY_EXPIRES_SECONDS[policy] ?? Infinity)
    const had = [...authors, ...(event.requestedBy === null ? [] : [event.requestedBy])].map(whoIs)
    const { caseDigest } = approval
    life.asked.set(placed.id, { amount, caseDigest, had, endsAt: from + seconds * 1_000 })
  }
  return how
}

/** By any of their names. */
const whoIs = (name: string): string => name.toLowerCase().replace('@example.com', '').replace('sub-', '')

/** The execution is aborted: whatever of it is still open is found gone. What stayed open would haunt the next life. */
export async function endLife(life: Life): Promise<void> {
  const { lane, source } = life
  lane.engine.abort(source.executionArn)
  const open = await lane.sql<{ approvalId: ApprovalId; attemptId: AttemptId }>(
    `select a.id as "approvalId", t.id as "attemptId" from approval a join attempt t on t.approval_id = a.id
     where a.execution_arn = $1 and a.status = 'pending' and t.number = a.attempt_number`,
    [source.executionArn],
  )
  for (const about of open)
    await closeGoneApproval(lane.deps, { ...about, executionArn: source.executionArn, otherwise: null })
}

async function newest({ lane, source }: Life): Promise<Approval | undefined> {
  return lane.deps.unitOfWork.transaction(async (stores) => {
    const group = { executionArn: source.executionArn, stateName: source.stateName, itemKey: '1' }
    const [head] = await stores.approvals.findByGroup(group)
    return head && stores.approvals.find(head.id)
  })
}

function digestOf({ asked }: Life, { caseDigest }: Approval, shown: 'now' | 'before' | 'never'): string {
  if (shown === 'now') return caseDigest
  const before = [...asked.values()].map((each) => each.caseDigest).find((digest) => digest !== caseDigest)
  return shown === 'before' && before ? before : NEVER_SHOWN
}

export const policyOfLife = fc.constantFrom<PolicyName>(
  'plain',
  'pair',
  'two-of-three',
  'staged',
  'staged',
  'ruled',
  'failing',
)
