import type { Asked, SeatRule } from './plan.ts'
import { distinct, seatsOf } from './plan.ts'

/** A vote as the counting sees it: whose it is, and which seats they may fill. */
export interface Filler {
  readonly voter: string
  readonly seats: readonly string[]
}

/** How far votes have come on the way nearest to its end; `missing` 0 is enough, `helpful` are the seats that still count. */
export interface Coverage {
  readonly needed: number
  readonly missing: number
  readonly helpful: readonly Asked[]
}

type Slots = ReadonlyMap<string, number>

/**
 * Whether votes fill the seats a rule asks for, each person one seat. Every way of choosing parts that suffice is
 * looked at, and for each the best seating of the voters (a bipartite matching), so that a person who belongs to two
 * groups is never counted for both and never wasted on the one that somebody else could fill.
 */
export function coverageOf(rule: SeatRule, votes: readonly Filler[]): Coverage {
  const ways = waysOf(rule).map((slots) => ({ needed: slotsIn(slots), seated: seated(slots, votes), slots }))
  const nearest = ways.reduce((best, way) => (isNearer(way, best) ? way : best))
  const missing = nearest.needed - nearest.seated
  const helpful = missing === 0 ? [] : seatsOf(rule).filter(({ seat }) => addsToIt(rule, votes, [seat]))
  return { needed: nearest.needed, missing, helpful: distinct(helpful.flatMap(({ from }) => from)) }
}

/**
 * Whether one more vote would take a place on any of the ways. It need not bring the nearest one nearer: where one
 * director or three managers suffice, the first manager counts.
 */
export function addsToIt(rule: SeatRule, votes: readonly Filler[], seats: readonly string[]): boolean {
  const more = [...votes, { voter: '', seats }]
  return waysOf(rule).some((slots) => seated(slots, more) > seated(slots, votes))
}

interface Way {
  readonly needed: number
  readonly seated: number
}

/** Fewer places are free on it; of equals the one that more have set out on. */
const isNearer = (one: Way, other: Way): boolean => {
  const [free, freeThere] = [one.needed - one.seated, other.needed - other.seated]
  return free < freeThere || (free === freeThere && one.seated > other.seated)
}

const slotsIn = (slots: Slots): number => [...slots.values()].reduce((sum, count) => sum + count, 0)

/** Every choice of parts that suffices, as how many votes each seat needs. */
function waysOf(rule: SeatRule): readonly Slots[] {
  if (rule.kind === 'seat') return [new Map([[rule.seat, rule.votes]])]
  return choose(rule.of.map(waysOf), rule.needed)
}

function choose(parts: readonly (readonly Slots[])[], needed: number): readonly Slots[] {
  if (needed === 0) return [new Map()]
  const [first, ...others] = parts
  if (!first || parts.length < needed) return []
  const withFirst = choose(others, needed - 1).flatMap((rest) => first.map((slots) => new Map([...slots, ...rest])))
  return [...withFirst, ...choose(others, needed)]
}

/** The most voters that can sit at once (augmenting paths). */
function seated(slots: Slots, votes: readonly Filler[]): number {
  const sitting = new Map<string, Filler[]>([...slots.keys()].map((seat) => [seat, []]))
  const sit = (vote: Filler, tried: Set<string>): boolean =>
    vote.seats.some((seat) => {
      const taken = sitting.get(seat)
      if (!taken || tried.has(seat)) return false
      tried.add(seat)
      const free = taken.length < (slots.get(seat) ?? 0)
      const mover = free ? -1 : taken.findIndex((other) => sit(other, tried))
      if (!free && mover < 0) return false
      if (free) taken.push(vote)
      else taken[mover] = vote
      return true
    })
  return votes.filter((vote) => sit(vote, new Set())).length
}
