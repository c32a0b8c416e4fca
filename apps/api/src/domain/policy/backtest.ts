import type { BACKTEST_KINDS } from '@countersign/shared/policy-trials'
import type { DecidedApproval, Exclusion, PendingApproval, PolicyRef, Vote } from '../approval.ts'
import type { User } from '../principal.ts'
import type { Refusal } from '../refusal.ts'
import type { Plan } from './plan.ts'
import { namesOf } from './say.ts'
import { type Step, simulate } from './simulate.ts'
import { tally } from './tally.ts'

export interface PastFacts {
  /** As it was decided. */
  readonly approval: DecidedApproval
  /** As they were cast, oldest first. */
  readonly votes: readonly Vote[]
  /** What the tried policy would have meant for it. */
  readonly policy: PolicyRef
  readonly plan: Plan
  readonly risk: PendingApproval['risk']
  readonly outcomes: PendingApproval['outcomes']
  readonly exclusions: readonly Exclusion[]
  /** Who voted, as the directory has them now; whoever is gone is not there. */
  readonly voters: ReadonlyMap<string, User>
}

export interface BacktestVerdict {
  readonly kind: (typeof BACKTEST_KINDS)[number]
  /** The outcome that would have been reached. */
  readonly would: string | null
  readonly sentence: string
}

/** One case of the past under another policy, with the votes as they were cast. Teams and delegations are those of today. */
export function backtest(facts: PastFacts, sayRefusal: (refusal: Refusal) => string): BacktestVerdict {
  const { approval, votes, voters, plan } = facts
  const { decision } = approval
  const opened = reopen(facts)
  const strangers = votes.filter(({ by }) => !voters.has(by.id))
  const known = votes.flatMap((vote) => {
    const user = voters.get(vote.by.id)
    return user ? [{ vote, user }] : []
  })
  const trial = simulate(
    {
      approval: opened,
      votes: known.map(({ vote, user }) => ({
        principal: { kind: 'user', user, via: vote.via === 'callback' ? 'api' : vote.via, signedInAt: vote.at },
        request: {
          outcome: vote.outcome,
          ...(vote.reason === null ? {} : { reason: vote.reason }),
          ...(vote.comment === null ? {} : { comment: vote.comment }),
          ...(vote.input === null ? {} : { input: { ...vote.input } }),
          ...(vote.onBehalfOf ? { onBehalfOf: vote.onBehalfOf.id as User['id'] } : {}),
        },
        at: vote.at,
      })),
      crew: null,
    },
    () => [],
  )
  const end = trial.approval
  if (end.status === 'approved' || end.status === 'rejected') {
    const would = end.decision.outcome
    if (plan.decidedBy && trial.steps[0]?.kind === 'ruled') {
      const { name, condition } = plan.decidedBy
      const same = decision.decidedBy.every(({ via }) => via === 'policy') && would === decision.outcome
      const sentence = `The rule “${name}” would have decided “${end.decision.label}”, because ${condition} holds.`
      return { kind: same ? 'unchanged' : 'by-rule', would, sentence }
    }
    return would === decision.outcome
      ? { kind: 'unchanged', would, sentence: `The same votes would have decided “${end.decision.label}” too.` }
      : { kind: 'otherwise', would, sentence: `The same votes would have decided “${end.decision.label}”.` }
  }
  return { kind: 'undecided', would: null, sentence: whyNot(trial.steps) }

  function whyNot(steps: readonly Step[]): string {
    const stage = end.plan.stages.find(({ id }) => id === end.standing.stage)
    const missing = end.standing.needed - end.standing.given
    const waits =
      `The stage “${stage?.name ?? end.standing.stage}” would still want ${missing} ${missing === 1 ? 'vote' : 'votes'} of ` +
      `${namesOf(end.standing.asked)}.`
    if (votes.length === 0) return `A rule decided it without anybody's vote. ${waits}`
    const refused = steps.flatMap((step) =>
      step.kind === 'vote' && step.refusal && step.vote.principal.kind === 'user'
        ? [`${step.vote.principal.user.name} could not have voted: “${sayRefusal(step.refusal)}”`]
        : [],
    )
    const gone = strangers.map(({ by }) => `${by.name} is not in the directory any more.`)
    return [...refused.slice(0, 3), ...gone.slice(0, 3), waits].join(' ')
  }
}

/** As it was asked, under the other plan, and with no deadline: the votes were in time then. */
function reopen({ approval, plan, policy, risk, outcomes, exclusions }: PastFacts): PendingApproval {
  const { decision: _, ...rest } = approval
  const first = tally({ plan, escalated: [], outcomes, exclusions }, [])
  if (first.kind === 'decided') throw new Error('a policy decides nothing without votes')
  return {
    ...rest,
    status: 'pending',
    policy,
    plan,
    risk,
    outcomes,
    exclusions,
    escalated: [],
    standing: first.standing,
    deadline: null,
    updatedAt: approval.attempt.registeredAt,
  }
}
