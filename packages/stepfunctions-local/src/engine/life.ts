/**
 * The life of one piece of a running execution: the whole, a branch, an iteration, an attempt.
 * L1: after a life has ended, nothing that belongs to it runs on. Code that waits goes through `wait` or `park`,
 *     whose promises simply never settle once the life is over, and are collected with it.
 * L2: ending a life ends its children first-born first, and runs each clean-up once.
 */
export interface Life {
  readonly ended: boolean
  child(): Life
  end(): void
  /** Runs when the life ends; the returned function takes the clean-up back. */
  onEnd(cleanUp: () => void): () => void
  wait<T>(promise: Promise<T>): Promise<T>
  /** Waits for something outside; `start` gives back how to stop waiting for it. */
  park<T>(start: (resume: (value: T) => void) => () => void): Promise<T>
}

/** A fresh one each time: a shared promise would keep every waiter that was ever parked on it alive. */
const never = () => new Promise<never>(() => {})

export function createLife(): Life {
  const cleanUps = new Set<() => void>()
  let ended = false

  function onEnd(cleanUp: () => void): () => void {
    if (ended) {
      cleanUp()
      return () => {}
    }
    cleanUps.add(cleanUp)
    return () => cleanUps.delete(cleanUp)
  }

  function park<T>(start: (resume: (value: T) => void) => () => void): Promise<T> {
    if (ended) return never()
    return new Promise((resolve) => {
      let stop: (() => void) | undefined
      let takeBack: (() => void) | undefined
      let resumed = false
      stop = start((value) => {
        if (ended || resumed) return
        resumed = true
        takeBack?.()
        stop?.()
        resolve(value)
      })
      if (resumed) stop()
      else takeBack = onEnd(stop)
    })
  }

  return {
    get ended() {
      return ended
    },
    child() {
      const child = createLife()
      const takeBack = onEnd(child.end)
      child.onEnd(takeBack)
      return child
    },
    end() {
      if (ended) return
      ended = true
      for (const cleanUp of [...cleanUps]) cleanUp()
      cleanUps.clear()
    },
    onEnd,
    async wait(promise) {
      try {
        const value = await promise
        return ended ? await never() : value
      } catch (error) {
        if (ended) return await never()
        throw error
      }
    },
    park,
  }
}
