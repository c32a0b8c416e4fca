import { PEOPLE, type PersonId, type PolicyName } from './people.ts'

/** A vote as the model sees it: whose seat, and what it said. */
export interface Ballot {
  readonly holder: PersonId
  readonly outcome: 'approve' | 'reject'
}

type Group = (holder: PersonId) => boolean
const team =
  (name: string): Group =>
  (holder) =>
    PEOPLE[holder].teams.some((each) => each === name)
const person =
  (id: PersonId): Group =>
  (holder) =>
    holder === id

interface Stage {
  /** Any of these lists of places passes the stage; each place takes one person of its own. */
  readonly ways: readonly (readonly Group[])[]
  readonly rejections: number
}

/** The policies of people.ts once more, as lists of places somebody has to sit on. */
function stagesOf(policy: PolicyName, amount: number, escalated: boolean): readonly Stage[] {
  const finance = team('finance')
  const security = team('security')
  const pair = { ways: [[finance, finance]] }
  const orBoard = (group: Group): Group => (escalated ? (holder) => group(holder) || team('board')(holder) : group)
  switch (policy) {
    case 'plain':
    case 'ruled':
      return [{ ways: [[finance]], rejections: 1 }]
    case 'pair':
      return [{ ...pair, rejections: 2 }]
    case 'failing':
      return [{ ...pair, rejections: 1 }]
    case 'two-of-three': {
      const eve = person('usr_eve')
      return [
        {
          ways: [
            [finance, security],
            [finance, eve],
            [security, eve],
          ],
          rejections: 1,
        },
      ]
    }
    case 'staged': {
      const first = { ...pair, rejections: 2 }
      const dee = orBoard(person('usr_dee'))
      const second = { ways: [[dee], [orBoard(security), orBoard(security)]], rejections: 1 }
      return amount > 100 ? [first, second] : [first]
    }
  }
}

/**
 * What these votes decide, by trying every seating: slow, and plainly right. Votes come in the order in which they were
 * cast; each belongs to the first stage that was not passed before it.
 */
export function naiveCount(
  policy: PolicyName,
  amount: number,
  escalated: boolean,
  ballots: readonly Ballot[],
): 'approve' | 'reject' | null {
  let rest = ballots
  for (const stage of stagesOf(policy, amount, escalated)) {
    let passedAfter: number | undefined
    for (let count = 0; count <= rest.length && passedAfter === undefined; count += 1) {
      const here = rest.slice(0, count)
      if (here.filter(({ outcome }) => outcome === 'reject').length >= stage.rejections) return 'reject'
      const inFavour = here.filter(({ outcome }) => outcome === 'approve').map(({ holder }) => holder)
      if (stage.ways.some((places) => canSit(places, inFavour))) passedAfter = count
    }
    if (passedAfter === undefined) return null
    rest = rest.slice(passedAfter)
  }
  return 'approve'
}

/** Whether every place can be given to another one of these. */
function canSit([place, ...others]: readonly Group[], people: readonly PersonId[]): boolean {
  if (!place) return true
  return people.some((who, index) => place(who) && canSit(others, people.toSpliced(index, 1)))
}
