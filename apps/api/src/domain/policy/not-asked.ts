import type { User } from '../principal.ts'
import { excludedAs } from './exclusions.ts'
import type { SeatFacts } from './find-seat.ts'
import { findSeat } from './find-seat.ts'
import type { Asked } from './plan.ts'
import { EXCLUDED_SENTENCES } from './say.ts'

/** Somebody whom a viewer would expect to be asked, and why they are not. */
export interface NotAsked extends Asked {
  readonly rule: 'separation-of-duties' | 'nobody-left'
  /** Completes "Not asked: …": "Ana, who asked for this approval". */
  readonly sentence: string
}

export interface Absentees {
  /** Whoever has a name among the exclusions, as the directory has them now. */
  readonly barred: readonly User[]
  /** Of those asked: nobody can vote for them any more, as `kind:id`. */
  readonly gone: readonly string[]
}

/** Who would be asked, were it not for their part in the case; and who is asked and has nobody left to answer. */
export function notAsked(facts: SeatFacts, { barred, gone }: Absentees): readonly NotAsked[] {
  const open = { ...facts, exclusions: [] }
  const people = barred.flatMap((user): NotAsked[] => {
    const part = excludedAs(user, facts.exclusions)
    const wouldSit =
      !user.disabled && user.role !== 'auditor' && !user.ofIntegration && findSeat({ user, integration: null }, open)
    if (!part || !wouldSit || wouldSit.kind === 'no-seat' || wouldSit.onBehalfOf) return []
    const { id, name } = user
    return [
      { kind: 'person', id, name, rule: 'separation-of-duties', sentence: `${name}, who ${EXCLUDED_SENTENCES[part]}` },
    ]
  })
  const told = new Set(people.map(({ id }) => id))
  const empty = facts.standing.asked
    .filter((each) => isGone(each, gone) && !told.has(each.id))
    .map((each): NotAsked => ({ ...each, rule: 'nobody-left', sentence: `${each.name}, ${NOBODY_LEFT[each.kind]}` }))
  return [...people, ...empty]
}

const NOBODY_LEFT = {
  team: 'where nobody is left who may decide it',
  person: 'whose account decides nothing',
  integration: 'which may not answer it or is switched off',
} as const satisfies Record<Asked['kind'], string>

/** Those of the asked who can still answer. */
export const whoIsLeft = (asked: readonly Asked[], gone: readonly string[]): readonly Asked[] =>
  asked.filter((each) => !isGone(each, gone))

const isGone = ({ kind, id }: Asked, gone: readonly string[]): boolean => gone.includes(`${kind}:${id}`)
