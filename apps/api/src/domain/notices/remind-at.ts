import type { Approval } from '../approval.ts'

/** In a shorter window the question itself is the reminder. */
const MIN_WINDOW_MS = 10 * 60_000

/** When a quarter of the attempt's window is left; `null`: nobody is reminded. */
export function remindAt({ deadline, attempt }: Pick<Approval, 'deadline' | 'attempt'>): Date | null {
  if (!deadline) return null
  const window = deadline.at.getTime() - attempt.registeredAt.getTime()
  return window < MIN_WINDOW_MS ? null : new Date(deadline.at.getTime() - window / 4)
}
