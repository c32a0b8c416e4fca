import type { Person } from '../approval.ts'
import type { User } from '../principal.ts'
import type { Refused } from '../refusal.ts'
import { refused } from '../refusal.ts'

/** Somebody is away from then until then, and somebody else takes their seats meanwhile. */
export interface Delegation {
  readonly id: string
  readonly absent: Person
  readonly delegate: Person
  readonly from: Date
  readonly until: Date
  readonly note: string | null
  readonly endedAt: Date | null
}

export interface DelegationWish {
  readonly absent: User
  readonly delegate: User
  readonly from: Date
  readonly until: Date
  /** Delegations of either of the two in that time which have not ended: as the absent one. */
  readonly others: readonly Delegation[]
  readonly now: Date
}

const MAX_DAYS = 366

/** Standing in never widens rights, and is passed on to nobody. */
export function refuseDelegation({ absent, delegate, from, until, others, now }: DelegationWish): Refused | undefined {
  if (absent.id === delegate.id) return invalid('/delegate', 'is the person who is away')
  if (!isReviewer(absent)) return invalid('/absent', 'decides nothing, so nobody needs to stand in')
  if (!isReviewer(delegate)) return invalid('/delegate', `${delegate.name} decides nothing, so they cannot stand in`)
  if (until <= from) return invalid('/until', 'is not after the beginning')
  if (until <= now) return invalid('/until', 'is in the past')
  if (until.getTime() - from.getTime() > MAX_DAYS * 86_400_000)
    return invalid('/until', `is more than ${MAX_DAYS} days after the beginning`)
  const own = others.find((each) => each.absent.id === absent.id)
  if (own)
    return invalid('/from', `${own.delegate.name} stands in already then. End that first, or choose another time`)
  const away = others.find((each) => each.absent.id === delegate.id)
  if (away)
    return invalid(
      '/delegate',
      `${delegate.name} is away then; ${away.delegate.name} would not stand in for you as well`,
    )
  return undefined
}

const isReviewer = ({ disabled, role, ofIntegration }: User): boolean =>
  !disabled && role !== 'auditor' && !ofIntegration

const invalid = (pointer: string, message: string): Refused =>
  refused({ code: 'invalid-request', errors: [{ pointer, message }] })
