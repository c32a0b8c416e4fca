import type { Vote } from '../approval.ts'
import { coverageOf } from './coverage.ts'
import type { Asked, PlannedStage } from './plan.ts'
import { distinct, seatsOf } from './plan.ts'
import { stillAsked } from './still-asked.ts'
import { type Counted, ruleOf } from './tally.ts'

export interface StageProgress {
  readonly stage: PlannedStage
  readonly state: 'done' | 'now' | 'later'
  readonly given: number
  readonly needed: number
  /** While it waits: whose vote would bring it nearer. Before and after: everybody who may vote in it. */
  readonly asked: readonly Asked[]
  readonly escalated: boolean
  readonly rejections: number
}

/** Every stage of a plan as the votes have it; `tally` decides, this tells. */
export function progressOf(
  { plan, escalated, outcomes, exclusions }: Counted,
  votes: readonly Vote[],
): readonly StageProgress[] {
  const kindOf = (vote: Vote) => outcomes.find(({ id }) => id === vote.outcome)?.kind
  let waiting = false
  return plan.stages.map((stage) => {
    const here = votes.filter((vote) => vote.stage === stage.id)
    const inFavour = here.filter((vote) => kindOf(vote) === 'success')
    const rule = ruleOf(stage, escalated)
    const fillers = inFavour.map(({ by, seats }) => ({ voter: by.id, seats }))
    const { needed, missing, helpful } = coverageOf(rule, fillers)
    const state = waiting ? 'later' : missing === 0 ? 'done' : 'now'
    waiting ||= missing > 0
    return {
      stage,
      state,
      given: needed - missing,
      needed,
      asked:
        state === 'now'
          ? stillAsked(helpful, exclusions, votes)
          : stillAsked(distinct(seatsOf(rule).flatMap(({ from }) => from)), exclusions, []),
      escalated: escalated.includes(stage.id),
      rejections: here.length - inFavour.length,
    }
  })
}
