/**
 * Chance that can be repeated: COUNTERSIGN_SEED plays the same draws again. Instants of processes differ from run to
 * run all the same, so a seed repeats the plan of a battery and not its every step.
 */
export interface Random {
  readonly seed: number
  /** In [0, 1). */
  next(): number
  pick<T>(choices: readonly T[]): T
}

export function createRandom(
  seed = Number(process.env.COUNTERSIGN_SEED ?? Math.floor(Math.random() * 2 ** 32)),
): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
  return {
    seed,
    next,
    pick<T>(choices: readonly T[]) {
      const choice = choices[Math.floor(next() * choices.length)]
      if (choice === undefined) throw new Error('nothing to pick from')
      return choice
    },
  }
}
