import { setTimeout as wait } from 'node:timers/promises'

/** Asks again and again until there is an answer that is not undefined, and fails with `what` when there never is. */
export async function until<T>(what: string, ask: () => Promise<T | undefined>, withinMs = 30_000): Promise<T> {
  const giveUpAt = performance.now() + withinMs
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (performance.now() > giveUpAt) throw new Error(`not within ${withinMs / 1_000} s: ${what}`)
    await wait(50)
  }
}
