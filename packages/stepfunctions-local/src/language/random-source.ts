import { randomUUID } from 'node:crypto'

/** Where expressions get what is in no document: States.UUID, States.MathRandom, $uuid, $random, $now and $millis. */
export interface RandomSource {
  uuid(): string
  /** In [0, 1). */
  random(): number
  /** Milliseconds since 1970 for $now and $millis; left out, they read the machine's clock. */
  now?(): number
}

export const systemRandom: RandomSource = { uuid: randomUUID, random: Math.random }
