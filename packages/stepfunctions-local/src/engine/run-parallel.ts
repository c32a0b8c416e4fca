import type { ParallelState } from '../language/definition.ts'
import type { Json } from '../language/json.ts'
import { recordAborts } from './abort.ts'
import { findCulprit, recordCulprit } from './culprit.ts'
import { contextOf, inputOf, outputOf } from './evaluate.ts'
import { Failure } from './failure.ts'
import { firstAttempt } from './first-attempt.ts'
import { emit } from './history.ts'
import { type Attempt, recover } from './recover.ts'
import { stateFailure } from './state-failure.ts'
import type { GraphResult, StateResult, Step, Whereabouts } from './step.ts'
import { transition } from './transition.ts'

export function runParallel(step: Step<ParallelState>): Promise<StateResult> {
  return recover(step, firstAttempt(step), (attempt) => attemptParallel(step, attempt))
}

async function attemptParallel(step: Step<ParallelState>, attempt: Attempt): Promise<StateResult> {
  const { state, runtime, execution, life } = step
  const path = `${step.path}/a${attempt.number}`
  const context = contextOf(step, { retryCount: attempt.retryCount })
  const input = await life.wait(inputOf(step, context))
  const started = emit(runtime.clock, execution, {
    key: `${path}/started`,
    type: 'ParallelStateStarted',
    previous: attempt.previous,
  })
  const branches = await life.wait(runBranches(step, path, input, started.event.id))
  let last = started.event.id
  for (const branch of branches) last = Math.max(last, branch.previous)
  emit(runtime.clock, execution, { key: `${path}/succeeded`, type: 'ParallelStateSucceeded', previous: last })
  try {
    const outputs = branches.map((branch) => branch.output)
    return { ...(await life.wait(outputOf(step, context, outputs))), ...transition(state), previous: last }
  } catch (error) {
    throw stateFailure(step, error, `a${attempt.number}`, last)
  }
}

/** Runs all branches side by side; the first failure ends the others. */
async function runBranches(
  step: Step<ParallelState>,
  path: string,
  input: Json,
  startedId: number,
): Promise<GraphResult[]> {
  const { state, runtime, execution, whereabouts } = step
  const life = step.life.child()
  const places = state.Branches.map((): Whereabouts => ({ inner: new Set() }))
  for (const place of places) whereabouts.inner.add(place)
  let failedBranch = 0
  const culprit = findCulprit(execution, path)
  const runs = state.Branches.map(async (branch, index) => {
    if (culprit !== undefined && index !== culprit) return life.park<GraphResult>(() => () => {})
    try {
      return await step.runGraph(
        { ...step, life, path: `${path}/b${index}`, whereabouts: places[index] as Whereabouts },
        branch,
        { input, variables: step.variables, previous: startedId },
      )
    } catch (error) {
      failedBranch = index
      throw error
    }
  })
  try {
    return await step.life.wait(Promise.all(runs))
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure
    life.end()
    recordCulprit(execution, path, failedBranch)
    const failedFirst = [places[failedBranch] as Whereabouts, ...places.filter((_, index) => index !== failedBranch)]
    for (const place of failedFirst) recordAborts(runtime.clock, execution, place, failure.eventId)
    throw failure.of({ key: `${path}/r${execution.redriveCount}/failed`, type: 'ParallelStateFailed' })
  } finally {
    life.end()
    for (const place of places) whereabouts.inner.delete(place)
  }
}
