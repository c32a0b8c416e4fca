import type { Exclusion, Person } from '../approval.ts'
import type { User, Voter } from '../principal.ts'
import { excludedAs } from './exclusions.ts'
import type { Asked, Plan, PlannedStage, Standing } from './plan.ts'
import { audienceOf, seatsOf } from './plan.ts'
import { EXCLUDED_SENTENCES, namesOf } from './say.ts'
import { ruleOf } from './tally.ts'

/** What deciding who may vote looks at; every approval has it. */
export interface SeatFacts {
  readonly plan: Plan
  readonly exclusions: readonly Exclusion[]
  readonly escalated: readonly string[]
  readonly standing: Standing
}

export interface Seat {
  readonly kind: 'seat'
  readonly stage: string
  readonly seats: readonly string[]
  /** The absent person whose seat it is, when a delegate sits on it. */
  readonly onBehalfOf: Person | null
}

export interface NoSeat {
  readonly kind: 'no-seat'
  readonly rule: string
  readonly sentence: string
}

/**
 * The seat a person may vote from: their own, else that of somebody they stand in for. Standing in never widens rights:
 * the absent person must have the seat, neither of the two may be excluded, and whoever stands in passes it on to nobody.
 * @param wanted only from the seat of this absent person
 */
export function findSeat({ user, integration }: Voter, facts: SeatFacts, wanted: string | null = null): Seat | NoSeat {
  const barred = refuseExcluded(user, facts)
  if (barred) return barred
  const own = wanted === null ? seatIn(user, integration, facts) : undefined
  if (own?.kind === 'seat') return own
  let refusal = own
  for (const absent of user.standsInFor ?? []) {
    if (wanted !== null && absent.id !== wanted) continue
    if (absent.disabled || absent.role === 'auditor') continue
    const seat = seatIn(absent, null, facts)
    if (seat.kind !== 'seat') continue
    const theirs = excludedAs(absent, facts.exclusions)
    if (theirs) {
      const sentence = `You stand in for ${absent.name}, who ${EXCLUDED_SENTENCES[theirs]}, so somebody else has to decide it.`
      refusal = { kind: 'no-seat', rule: 'separation-of-duties', sentence }
      continue
    }
    return { ...seat, onBehalfOf: { id: absent.id, name: absent.name } }
  }
  return refusal ?? { kind: 'no-seat', rule: 'delegation', sentence: 'You do not stand in for that person here.' }
}

function refuseExcluded(user: User, { exclusions }: SeatFacts): NoSeat | undefined {
  const part = excludedAs(user, exclusions)
  return (
    part && {
      kind: 'no-seat',
      rule: 'separation-of-duties',
      sentence: `You ${EXCLUDED_SENTENCES[part]}, so somebody else has to decide it.`,
    }
  )
}

function seatIn(user: User, integration: string | null, facts: SeatFacts): Seat | NoSeat {
  const { plan, escalated, standing } = facts
  const index = plan.stages.findIndex(({ id }) => id === standing.stage)
  const now = plan.stages[index]
  const seats = now ? seatsHere(user, integration, now, escalated) : []
  if (now && seats.length > 0) return { kind: 'seat', stage: now.id, seats, onBehalfOf: null }
  const elsewhere = plan.stages.findIndex((stage) => seatsHere(user, integration, stage, escalated).length > 0)
  const stage = plan.stages[elsewhere]
  if (!stage || !now)
    return { kind: 'no-seat', rule: 'team', sentence: `Only ${namesOf(audienceOf(plan))} may decide this approval.` }
  return elsewhere > index
    ? {
        kind: 'no-seat',
        rule: 'stage-order',
        sentence: `The stage “${now.name}” comes first and waits for ${namesOf(standing.asked)}; yours is “${stage.name}”.`,
      }
    : { kind: 'no-seat', rule: 'stage-order', sentence: `Your stage “${stage.name}” is decided; “${now.name}” waits.` }
}

const seatsHere = (
  user: User,
  integration: string | null,
  stage: PlannedStage,
  escalated: readonly string[],
): readonly string[] =>
  seatsOf(ruleOf(stage, escalated))
    .filter(({ from }) => from.some((each) => isOneOf(each, user, integration)))
    .map(({ seat }) => seat)

function isOneOf({ kind, id }: Asked, user: User, integration: string | null): boolean {
  switch (kind) {
    case 'team':
      return user.teams.some((team) => team === id)
    case 'person':
      return user.id === id
    case 'integration':
      return integration === id
  }
}
