import { addSeconds } from '../deadline.ts'

/** Each signs every event while it lives, and a receiver compares with each. */
const MAX_LIVE = 5

export interface Lifetime {
  readonly expiresAt: Date | null
}

/** When the secrets so far end after a rotation, or `undefined` when with the new one too many would live. */
export function endAfterRotation(live: readonly Lifetime[], now: Date, overlapSeconds: number): Date | undefined {
  const end = addSeconds(now, overlapSeconds)
  const surviving = overlapSeconds === 0 ? [] : live.filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
  return surviving.length < MAX_LIVE ? end : undefined
}
