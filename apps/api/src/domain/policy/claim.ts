import type { Approval, Claim, Person } from '../approval.ts'
import { addSeconds } from '../deadline.ts'
import type { Refused } from '../refusal.ts'
import { refused } from '../refusal.ts'

/** Long enough to read a case, short enough that one who walked away is in nobody's way. */
const CLAIM_SECONDS = 300

export interface Claimed {
  readonly kind: 'claimed'
  readonly claim: Claim
  /** Whose claim was taken over before its time. */
  readonly from: Person | null
}

/** Says that somebody looks after it. A claim warns others and blocks nobody's vote. */
export function claim(
  { claim: held }: Pick<Approval, 'claim'>,
  by: Person,
  takeOver: boolean,
  now: Date,
): Claimed | Refused {
  const other = held && held.by.id !== by.id && held.until > now ? held.by : null
  if (other && !takeOver)
    return refused({
      code: 'already-claimed',
      sentence: `${other.name} looks after it at the moment. Take it over with takeOver, or vote all the same.`,
    })
  return { kind: 'claimed', claim: { by, until: addSeconds(now, CLAIM_SECONDS) }, from: other }
}
