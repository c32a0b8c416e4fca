/** Work that a pass has started and does not wait for, up to a number of places. */
export interface InFlight {
  readonly free: number
  readonly size: number
  add(work: Promise<unknown>): void
  /** Resolves when everything has ended, or after `ceiling` resolves. */
  drained(ceiling: Promise<void>): Promise<void>
}

/** @param onEnd called whenever a place becomes free */
export function createInFlight(places: number, onEnd: () => void): InFlight {
  const running = new Set<Promise<unknown>>()
  return {
    get free() {
      return places - running.size
    },
    get size() {
      return running.size
    },
    add(work) {
      const tracked = work.finally(() => {
        running.delete(tracked)
        onEnd()
      })
      running.add(tracked)
    },
    async drained(ceiling) {
      await Promise.race([Promise.allSettled([...running]), ceiling])
    },
  }
}
