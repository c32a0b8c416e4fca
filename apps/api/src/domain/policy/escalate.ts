import type { PendingApproval, Vote } from '../approval.ts'
import { mayAnswer } from '../authorize.ts'
import type { Integration, User } from '../principal.ts'
import { coverageOf, type Filler } from './coverage.ts'
import { findSeat } from './find-seat.ts'
import type { Standing } from './plan.ts'
import { type Asked, distinct, type PlannedStage, seatsOf } from './plan.ts'
import { namesOf } from './say.ts'
import { ruleOf, tally } from './tally.ts'

export interface Escalated {
  readonly escalated: readonly string[]
  readonly standing: Standing
}

/** The stage that waits. */
export function stageOf({ plan, standing }: Pick<PendingApproval, 'plan' | 'standing'>): PlannedStage {
  const stage = plan.stages.find(({ id }) => id === standing.stage)
  if (!stage) throw new Error(`no stage of the plan is called ${standing.stage}`)
  return stage
}

/** From now on the next ones may answer too; votes, and who is excluded, stay as they are. */
export function escalate(approval: PendingApproval, votes: readonly Vote[]): Escalated {
  const all = [...approval.escalated, approval.standing.stage]
  const result = tally({ ...approval, escalated: all }, votes)
  if (result.kind === 'decided') throw new Error('an escalation cannot decide')
  return { escalated: all, standing: result.standing }
}

/** Whom a stage's seats ask at this moment. */
export const voicesOf = (stage: PlannedStage, escalated: readonly string[]): readonly Asked[] =>
  seatsOf(ruleOf(stage, escalated)).flatMap(({ from }) => from)

/**
 * Whether everybody who still may vote is not enough to pass the stage.
 * @param people those whom the stage asks, as the directory has them now
 * @param systems the outside systems among them that are switched on
 * @returns the sentence that says so, or `null`
 */
export function nobodyLeft(
  approval: PendingApproval,
  votes: readonly Vote[],
  people: readonly User[],
  systems: readonly Integration[],
): string | null {
  const stage = stageOf(approval)
  const rule = ruleOf(stage, approval.escalated)
  const here = votes.filter((vote) => vote.stage === stage.id)
  const isFavourable = ({ outcome }: Vote) => approval.outcomes.find(({ id }) => id === outcome)?.kind === 'success'
  const given = here.filter(isFavourable).map(({ by, seats }): Filler => ({ voter: by.id, seats }))
  const spent = new Set(votes.flatMap(({ by, onBehalfOf }) => [by.id, ...(onBehalfOf ? [onBehalfOf.id] : [])]))
  const left = people.flatMap((user): Filler[] => {
    if (spent.has(user.id) || user.disabled || user.ofIntegration || user.role === 'auditor') return []
    const seat = findSeat({ user, integration: null }, approval)
    return seat.kind === 'seat' && seat.onBehalfOf === null ? [{ voter: user.id, seats: seat.seats }] : []
  })
  const waiting = systems.flatMap((system): Filler[] => {
    const { id, actsAs } = system
    const seats = seatsOf(rule).filter(({ from }) => from.some((each) => each.kind === 'integration' && each.id === id))
    if (spent.has(actsAs.id) || !mayAnswer(system, approval)) return []
    return [{ voter: actsAs.id, seats: seats.map(({ seat }) => seat) }]
  })
  const slots = seatsOf(rule).reduce((sum, { votes: wanted }) => sum + wanted, 0)
  if (coverageOf(rule, [...given, ...someOfEach([...left, ...waiting], slots)]).missing === 0) return null
  const asked = namesOf(distinct(voicesOf(stage, approval.escalated)))
  return `Of ${asked} nobody is left who could complete the stage “${stage.name}”.`
}

/** Of people with the same seats no more than there are seats: the rest could not sit anyway. */
function someOfEach(fillers: readonly Filler[], limit: number): readonly Filler[] {
  const count = new Map<string, number>()
  return fillers.filter(({ seats }) => {
    const kind = seats.join(' ')
    const before = count.get(kind) ?? 0
    count.set(kind, before + 1)
    return before < limit
  })
}
