import { errorOutput, findCatcher } from '../language/catch.ts'
import type { MapState, ParallelState, TaskState } from '../language/definition.ts'
import { nextRetry } from '../language/retry.ts'
import { caughtOf, contextOf } from './evaluate.ts'
import type { Failure } from './failure.ts'
import { emit } from './history.ts'
import { randomAt } from './random.ts'
import { sleepUntil } from './sleep-until.ts'
import { stateFailure } from './state-failure.ts'
import type { StateResult, Step } from './step.ts'

export interface Attempt {
  /** Counts from 0 over the visit; each has its own path, hence its own token. */
  readonly number: number
  /** `$$.State.RetryCount`: begins at 0 again after a redrive. */
  readonly retryCount: number
  /** The event the attempt follows. */
  readonly previous: number
}

type Recoverable = TaskState | ParallelState | MapState

/** Does the work of a Task, Parallel or Map with its Retry and Catch around it. */
export async function recover(
  step: Step<Recoverable>,
  firstNumber: number,
  work: (attempt: Attempt) => Promise<StateResult>,
): Promise<StateResult> {
  const { state, life, runtime, execution } = step
  const retriers = state.Retry ?? []
  const counters = retriers.map(() => 0)
  // After a redrive the chain goes on from the redrive's own event.
  let previous = Math.max(step.entered.event.id, redriveEventId(step))
  for (let retryCount = 0; ; retryCount++) {
    const number = firstNumber + retryCount
    try {
      return await life.wait(work({ number, retryCount, previous }))
    } catch (caught) {
      const failure = stateFailure(step, caught, `a${number}`, previous)
      const kind = { heartbeat: failure.heartbeat, fromTask: state.Type === 'Task' }
      const jitter = randomAt(execution, `${step.path}/r${execution.redriveCount}a${number}/jitter`).random
      const retry = nextRetry(retriers, counters, failure.error ?? '', jitter, kind)
      if (retry !== undefined) {
        counters[retry.retrierIndex] = (counters[retry.retrierIndex] ?? 0) + 1
        await sleepUntil(runtime.clock, life, failure.at + retry.delaySeconds * 1_000)
        previous = failure.eventId
        continue
      }
      const final = closeFailure(step, failure)
      const catcher = findCatcher(state.Catch ?? [], failure.error ?? '', kind)
      if (catcher === undefined) throw final
      const context = contextOf(step, { retryCount })
      const taken = await life.wait(caughtOf(step, context, catcher, errorOutput(failure.error, failure.cause)))
      return { ...taken, next: catcher.Next, previous: final.eventId }
    }
  }
}

/** A Parallel or Map that is retried records no failure of its own; only the last attempt does [REC 18-07-2023]. */
function closeFailure({ runtime, execution }: Step, failure: Failure): Failure {
  if (failure.closing === undefined) return failure
  const { event } = emit(runtime.clock, execution, { ...failure.closing, previous: failure.eventId })
  return failure.closedBy(event)
}

function redriveEventId(step: Step): number {
  const { execution, entered } = step
  if (entered.redrive === execution.redriveCount) return 0
  return execution.recorded.get(`/redriven/${execution.redriveCount}`)?.event.id ?? 0
}
