/** "refunds, payouts" as a person types it → the list the API takes. */
export const namesIn = (typed: string): string[] => [
  ...new Set(
    typed
      .split(/[,\n]/)
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  ),
]

export const namesOut = (names: readonly string[]): string => names.join(', ')

/** A list in words, or what its emptiness means: "every policy". */
export const listed = (names: readonly string[], none: string): string => (names.length > 0 ? names.join(', ') : none)
