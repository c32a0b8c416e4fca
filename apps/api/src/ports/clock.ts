/** I12: durations only. Instants come from the database. */
export interface Clock {
  /** Milliseconds on a clock that never steps. */
  monotonicMs(): number
  /** Calls back once after `ms`; the returned function cancels. */
  after(ms: number, run: () => void): () => void
}
