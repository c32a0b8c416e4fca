import type { Outcome } from '@countersign/shared/case'
import type { Exclusion, Vote } from '../approval.ts'
import { addsToIt, coverageOf, type Filler } from './coverage.ts'
import type { Plan, PlannedStage, Standing } from './plan.ts'
import { distinct, type SeatRule } from './plan.ts'
import { stillAsked } from './still-asked.ts'

export type Tally =
  | { readonly kind: 'waiting'; readonly standing: Standing }
  | { readonly kind: 'decided'; readonly outcome: Outcome; readonly by: readonly Vote[] }

/** What votes are counted by; every approval has it. */
export interface Counted {
  readonly plan: Pick<Plan, 'stages'>
  /** Ids of the stages whose escalation has come due. */
  readonly escalated: readonly string[]
  readonly outcomes: readonly Outcome[]
  readonly exclusions: readonly Exclusion[]
}

/**
 * Turns the votes that count into a decision, or says what is still missing. Stages go in order; enough votes for a
 * failure end it in any of them, enough for the agreed success pass it on, and the last one passed decides.
 */
export function tally({ plan, escalated, outcomes, exclusions }: Counted, votes: readonly Vote[]): Tally {
  const kindOf = (vote: Vote) => outcomes.find(({ id }) => id === vote.outcome)?.kind
  for (const stage of plan.stages) {
    const here = votes.filter((vote) => vote.stage === stage.id)
    const against = here.filter((vote) => kindOf(vote) === 'failure')
    const last = against.at(-1)
    const failure = last && outcomes.find(({ id }) => id === last.outcome)
    if (failure && against.length >= stage.rejectVotes) return { kind: 'decided', outcome: failure, by: against }
    const inFavour = here.filter((vote) => kindOf(vote) === 'success')
    const { needed, missing, helpful } = coverageOf(ruleOf(stage, escalated), inFavour.map(fillerOf))
    if (missing > 0) {
      const asked = stillAsked(helpful, exclusions, votes)
      return { kind: 'waiting', standing: { stage: stage.id, given: needed - missing, needed, asked } }
    }
  }
  const inFavour = votes.filter((vote) => kindOf(vote) === 'success')
  const outcome = outcomes.find(({ id }) => id === inFavour.at(-1)?.outcome)
  if (!outcome) throw new Error('every stage is passed and nobody has voted')
  return { kind: 'decided', outcome, by: inFavour }
}

/** Whether a vote changes anything: one against always does, one in favour where a seat that it fills is still free. */
export function counts(
  { plan, escalated, outcomes }: Omit<Counted, 'exclusions'>,
  earlier: readonly Vote[],
  vote: Vote,
): boolean {
  const kindOf = ({ outcome }: Vote) => outcomes.find(({ id }) => id === outcome)?.kind
  const stage = plan.stages.find(({ id }) => id === vote.stage)
  if (!stage || kindOf(vote) !== 'success') return true
  const inFavour = earlier.filter((each) => each.stage === stage.id && kindOf(each) === 'success')
  return addsToIt(ruleOf(stage, escalated), inFavour.map(fillerOf), vote.seats)
}

const fillerOf = ({ by, seats }: Pick<Vote, 'by' | 'seats'>): Filler => ({ voter: by.id, seats })

/** An escalated stage takes its voters' seats for those it was escalated to as well. */
export function ruleOf({ id, rule, escalation }: PlannedStage, escalated: readonly string[]): SeatRule {
  if (!escalation || !escalated.includes(id)) return rule
  const widen = (part: SeatRule): SeatRule =>
    part.kind === 'seat'
      ? { ...part, from: [...distinct([...part.from, ...escalation.to])] }
      : { ...part, of: part.of.map(widen) }
  return widen(rule)
}
