import type { KeptOut } from '@countersign/shared/policy-document'
import type { Person } from '../approval.ts'
import { type AccessFacts, authorize } from '../authorize.ts'
import type { User } from '../principal.ts'
import { coverageOf, type Filler } from './coverage.ts'
import { excludedAs } from './exclusions.ts'
import { findSeat } from './find-seat.ts'
import { type PlannedStage, seatsOf } from './plan.ts'
import { ruleOf } from './tally.ts'

/** Who could give the votes of a stage, were it the one that waits. */
export interface Staff {
  readonly may: readonly { readonly person: Person; readonly onBehalfOf: Person | null }[]
  /** Outside systems: those the stage asks, and those that sit in a team it asks. */
  readonly systems: readonly string[]
  /** They have a seat and may not take it. */
  readonly barred: readonly Barred[]
  /** All of them together could give it what it needs. */
  readonly enough: boolean
}

interface Barred {
  readonly person: Person
  readonly part: KeptOut | null
  readonly rule: string
  /** As they would read it. */
  readonly sentence: string
}

export function staffOf(approval: AccessFacts, stage: PlannedStage, people: readonly User[]): Staff {
  const facts = { ...approval, standing: { ...approval.standing, stage: stage.id } }
  const may: Staff['may'][number][] = []
  const barred: Barred[] = []
  const systems: string[] = []
  const fillers: Filler[] = []
  for (const user of people) {
    if (user.disabled) continue
    const person = { id: user.id, name: user.name }
    const seat = findSeat({ user, integration: null }, facts)
    if (user.ofIntegration) {
      if (seat.kind === 'no-seat') continue
      systems.push(user.name)
      fillers.push({ voter: user.id, seats: seat.seats })
      continue
    }
    const verdict = authorize({ kind: 'user', user, via: 'web' }, 'vote', facts)
    if (verdict.allowed && seat.kind === 'seat') {
      may.push({ person, onBehalfOf: seat.onBehalfOf })
      fillers.push({ voter: seat.onBehalfOf?.id ?? user.id, seats: seat.seats })
    } else if (!verdict.allowed && findSeat({ user, integration: null }, { ...facts, exclusions: [] }).kind === 'seat')
      barred.push({
        person,
        part: excludedAs(user, facts.exclusions) ?? null,
        rule: verdict.rule,
        sentence: verdict.sentence,
      })
  }
  const rule = ruleOf(stage, approval.escalated)
  for (const { seat, from } of seatsOf(rule))
    for (const { kind, id, name } of from)
      if (kind === 'integration') {
        systems.push(name)
        fillers.push({ voter: id, seats: [seat] })
      }
  return { may, barred, systems: [...new Set(systems)], enough: coverageOf(rule, fewest(fillers)).missing === 0 }
}

/** More who may fill the same seats than there are votes to give change nothing, and one seat is filled once. */
function fewest(fillers: readonly Filler[]): readonly Filler[] {
  const bySeats = new Map<string, Map<string, Filler>>()
  for (const filler of fillers) {
    const key = filler.seats.join()
    const same = bySeats.get(key) ?? new Map<string, Filler>()
    if (same.size < MAX_ALIKE) same.set(filler.voter, filler)
    bySeats.set(key, same)
  }
  const byVoter = new Map([...bySeats.values()].flatMap((same) => [...same]))
  return [...byVoter.values()]
}

/** The most votes one seat may ask for, with room for those who are wanted elsewhere. */
const MAX_ALIKE = 20
