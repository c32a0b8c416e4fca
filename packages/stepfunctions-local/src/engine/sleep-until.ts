import type { Clock } from './clock.ts'
import type { Life } from './life.ts'

export function sleepUntil(clock: Clock, life: Life, at: number): Promise<void> {
  if (at <= clock.now()) return life.wait(Promise.resolve())
  return life.park<void>((resume) => clock.at(at, () => resume()))
}
