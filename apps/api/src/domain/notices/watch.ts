/** One person's wish about one approval. */
export interface Watch {
  /** No notice of any kind about it. */
  readonly muted: boolean
  /** Out of their queue until then, and told again afterwards; never in the past. */
  readonly snoozedUntil: Date | null
}

export const NO_WISH: Watch = { muted: false, snoozedUntil: null }
