import { causeInState, StatesError } from '../language/states-error.ts'
import { Failure } from './failure.ts'
import { emit } from './history.ts'
import type { Step } from './step.ts'

/**
 * Turns what a state threw into its failure. An error of the language names the state before the cause; an
 * expression that failed is an event of its own in JSONata, and leaves no trace but the failure in JSONPath.
 */
export function stateFailure(step: Step, caught: unknown, attempt: string, previous: number): Failure {
  if (caught instanceof Failure) return caught
  if (!(caught instanceof StatesError)) throw caught
  const { runtime, execution, stateName, entered, path } = step
  const { error } = caught
  const cause = caught.cause === undefined ? undefined : causeInState(stateName, entered.event.id, caught.cause)
  if (error !== 'States.QueryEvaluationError') {
    return new Failure({ error, cause, eventId: previous, at: runtime.clock.now() })
  }
  const { event } = emit(runtime.clock, execution, {
    key: `${path}/r${execution.redriveCount}${attempt}/evaluationFailed`,
    type: 'EvaluationFailed',
    // Recorded 21-11-2024: before any work the event follows what the state's own entry followed, not the entry.
    previous: previous === entered.event.id ? entered.event.previousEventId : previous,
    details: { error, cause, location: caught.location, state: stateName },
  })
  return new Failure({ error, cause, eventId: event.id, at: event.timestamp })
}
