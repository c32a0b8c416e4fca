import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addsToIt, coverageOf, type Filler } from './coverage.ts'
import type { Asked, SeatRule } from './plan.ts'
import { seatsOf } from './plan.ts'

const team = (id: string): Asked => ({ kind: 'team', id, name: id })
const seat = (id: string, votes = 1): SeatRule => ({ kind: 'seat', seat: id, votes, from: [team(id)] })
const atLeast = (needed: number, ...of: SeatRule[]): SeatRule => ({ kind: 'atLeast', needed, of })
const all = (...of: SeatRule[]): SeatRule => atLeast(of.length, ...of)
const vote = (voter: string, ...seats: string[]): Filler => ({ voter, seats })

describe('the seats of a stage', () => {
  it('are filled by as many votes as they ask for', () => {
    expect(coverageOf(seat('a', 2), [vote('ana', 'a')])).toMatchObject({ needed: 2, missing: 1 })
    expect(coverageOf(seat('a', 2), [vote('ana', 'a'), vote('bo', 'a')])).toMatchObject({ missing: 0, helpful: [] })
  })

  it('take a person who belongs to two groups for one of them only', () => {
    const rule = all(seat('finance'), seat('security'))
    expect(coverageOf(rule, [vote('ana', 'finance', 'security')]).missing).toBe(1)
  })

  it('seat that person where nobody else could sit', () => {
    const rule = all(seat('finance'), seat('security'))
    expect(coverageOf(rule, [vote('ana', 'finance', 'security'), vote('bo', 'finance')]).missing).toBe(0)
  })

  it('are enough as soon as any part that suffices is filled', () => {
    const rule = atLeast(2, seat('a'), seat('b'), seat('c'))
    expect(coverageOf(rule, [vote('ana', 'a')])).toMatchObject({ needed: 2, missing: 1 })
    expect(coverageOf(rule, [vote('ana', 'a'), vote('bo', 'c')]).missing).toBe(0)
  })

  it('name those whose vote would still help, and nobody else', () => {
    const rule = all(seat('finance'), seat('security'))
    expect(coverageOf(rule, [vote('ana', 'finance')]).helpful).toEqual([team('security')])
  })

  it('count on the longer way too, of which the nearest to its end is told', () => {
    const rule = atLeast(1, seat('director'), seat('manager', 3))
    const one = [vote('ana', 'manager')]
    expect(coverageOf(rule, [])).toMatchObject({ needed: 1, missing: 1 })
    expect(addsToIt(rule, [], ['manager'])).toBe(true)
    expect(coverageOf(rule, one)).toMatchObject({ needed: 1, missing: 1, helpful: [team('director'), team('manager')] })
    const two = [...one, vote('bo', 'manager')]
    expect(coverageOf(rule, two)).toMatchObject({ needed: 3, missing: 1 })
    expect(coverageOf(rule, [...two, vote('cy', 'manager')])).toMatchObject({ needed: 3, missing: 0, helpful: [] })
    expect(coverageOf(rule, [...one, vote('di', 'director')])).toMatchObject({ needed: 1, missing: 0 })
  })

  it('take no fourth vote where three were asked for, and none of a stranger', () => {
    const rule = all(seat('a', 2), seat('b'))
    const votes = [vote('ana', 'a'), vote('bo', 'a')]
    expect(addsToIt(rule, votes, ['a'])).toBe(false)
    expect(addsToIt(rule, votes, [])).toBe(false)
    expect(addsToIt(rule, votes, ['elsewhere'])).toBe(false)
    expect(addsToIt(rule, votes, ['a', 'b'])).toBe(true)
  })

  it('nest', () => {
    const rule = all(seat('a'), atLeast(1, seat('b', 2), seat('c')))
    expect(coverageOf(rule, [vote('ana', 'a'), vote('bo', 'b')])).toMatchObject({ needed: 3, missing: 1 })
    expect(coverageOf(rule, [vote('ana', 'a'), vote('bo', 'c')]).missing).toBe(0)
  })
})

const NAMES = ['a', 'b', 'c', 'd'] as const
const rules = fc
  .letrec<{ rule: SeatRule }>((tie) => ({
    rule: fc.oneof(
      { maxDepth: 2, depthSize: 'small' },
      fc
        .record({ seat: fc.constantFrom(...NAMES), votes: fc.integer({ min: 1, max: 2 }) })
        .map(({ seat: id, votes }) => seat(id, votes)),
      fc
        .array(tie('rule'), { minLength: 1, maxLength: 3 })
        .chain((of) => fc.integer({ min: 1, max: of.length }).map((needed) => atLeast(needed, ...of))),
    ),
  }))
  .rule.map(named)
/** Leaves get names of their own, as a plan gives them. */
function named(rule: SeatRule): SeatRule {
  let count = 0
  const name = (part: SeatRule): SeatRule => {
    if (part.kind === 'atLeast') return { ...part, of: part.of.map(name) }
    count += 1
    return { ...part, seat: `${part.seat}${count}` }
  }
  return name(rule)
}
const fillers = (rule: SeatRule) =>
  fc
    .array(fc.subarray(seatsOf(rule).map((each) => each.seat)), { maxLength: 5 })
    .map((all) => all.map((seats, index): Filler => ({ voter: `v${index}`, seats })))
const cases = rules.chain((rule) => fc.record({ rule: fc.constant(rule), votes: fillers(rule) }))

/** By trying every seating: slow and plainly right. */
function suffices(rule: SeatRule, votes: readonly Filler[]): boolean {
  const seatings = votes.reduce<readonly (readonly string[])[]>(
    (all, { seats }) => all.flatMap((sofar) => [sofar, ...seats.map((each) => [...sofar, each])]),
    [[]],
  )
  const holds = (part: SeatRule, taken: readonly string[]): boolean =>
    part.kind === 'seat'
      ? taken.filter((each) => each === part.seat).length >= part.votes
      : part.of.filter((each) => holds(each, taken)).length >= part.needed
  return seatings.some((taken) => holds(rule, taken))
}

describe('the counting of seats (properties)', () => {
  it('agrees with trying every seating', () => {
    fc.assert(
      fc.property(cases, ({ rule, votes }) => {
        expect(coverageOf(rule, votes).missing === 0).toBe(suffices(rule, votes))
      }),
      { numRuns: 500 },
    )
  })

  it('can always be completed by those it asks for', () => {
    fc.assert(
      fc.property(cases, ({ rule, votes }) => {
        const sitting: Filler[] = votes.filter(({ seats }, index) => addsToIt(rule, votes.slice(0, index), seats))
        for (let round = 0; coverageOf(rule, sitting).missing > 0; round += 1) {
          expect(round).toBeLessThan(30)
          const seat = seatsOf(rule).find((each) => addsToIt(rule, sitting, [each.seat]))
          if (!seat) throw new Error('nobody can help any more')
          sitting.push({ voter: `w${round}`, seats: [seat.seat] })
        }
      }),
    )
  })

  it('comes nearer by at most one with each vote, and never goes back', () => {
    fc.assert(
      fc.property(cases, ({ rule, votes }) => {
        const missing = votes.map((_, index) => coverageOf(rule, votes.slice(0, index)).missing)
        missing.forEach((now, index) => {
          if (index === 0) return
          const before = missing[index - 1] ?? 0
          expect([before, before - 1]).toContain(now)
        })
      }),
    )
  })

  it('does not depend on the order of the votes', () => {
    fc.assert(
      fc.property(cases, ({ rule, votes }) => {
        expect(coverageOf(rule, [...votes].reverse()).missing).toBe(coverageOf(rule, votes).missing)
      }),
    )
  })
})
