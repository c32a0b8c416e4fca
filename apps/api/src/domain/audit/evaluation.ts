import type { Approval, Vote } from '../approval.ts'
import { progressOf } from '../policy/progress.ts'
import { EXCLUDED_SENTENCES, namesOf } from '../policy/say.ts'

/** How the pinned policy judged the votes: what an evidence pack says about quorum and separation of duties. */
export interface Evaluation {
  readonly stages: readonly StageEvaluation[]
  readonly decidedByRule: string | null
  readonly checks: readonly string[]
  readonly separationOfDuties: readonly string[]
}

export interface StageEvaluation {
  readonly name: string
  /** Why it applied; `null`: it always does. */
  readonly because: string | null
  readonly result: string
  readonly mayVote: string
}

/** From the plan that was made when the approval was registered; later versions of the policy change nothing here. */
export function evaluateVotes(approval: Approval, votes: readonly Vote[]): Evaluation {
  const { plan, exclusions } = approval
  const counted = votes.filter(({ attempt }) => attempt === approval.attempt.number)
  const stages = progressOf(approval, counted)
  return {
    stages: stages.map(({ stage, given, needed, asked, rejections, escalated: widened }) => ({
      name: stage.name,
      because: stage.because,
      result: `${given} of ${needed} vote(s) in favour, ${rejections} against (${stage.rejectVotes} would end it)${widened ? ', escalated' : ''}`,
      mayVote: namesOf(asked),
    })),
    decidedByRule: plan.decidedBy && `${plan.decidedBy.name}: ${plan.decidedBy.condition}`,
    checks: plan.checks.map(({ label, result, sentence }) => `${label}: ${result} (${sentence})`),
    separationOfDuties:
      exclusions.length === 0
        ? ['The policy excludes nobody for their part in the case.']
        : exclusions.map(
            ({ part, names }) => `Excluded those who ${EXCLUDED_SENTENCES[part]}, under ${names.join(', ')}.`,
          ),
  }
}
