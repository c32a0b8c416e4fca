import { randomUUID } from 'node:crypto'

/** Where States.UUID, States.MathRandom, $uuid and $random get their values; a test passes its own. */
export interface RandomSource {
  uuid(): string
  /** In [0, 1). */
  random(): number
}

export const systemRandom: RandomSource = { uuid: randomUUID, random: Math.random }
