import { createContext, Script } from 'node:vm'

export type Done<T> = { readonly kind: 'done'; readonly value: T } | { readonly kind: 'too-long' }
export type RunWithin = <T>(maxMs: number, work: () => T) => Done<T>

/**
 * Runs `work` and stops it when its time is up, wherever it is, a regular expression included. The context is used for
 * its clock alone: what runs in it is our own evaluator, and it is no wall against anything.
 */
export function createRunWithin(): RunWithin {
  const globals: { run?: () => void } = {}
  const context = createContext(globals)
  const call = new Script('run()')
  return (maxMs, work) => {
    let done: ReturnType<typeof work> | undefined
    globals.run = () => {
      done = work()
    }
    try {
      call.runInContext(context, { timeout: maxMs })
      return { kind: 'done', value: done as ReturnType<typeof work> }
    } catch (error) {
      if (isTimeout(error)) return { kind: 'too-long' }
      throw error
    } finally {
      delete globals.run
    }
  }
}

const isTimeout = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
