import type { MapState } from '../language/definition.ts'
import type { Json } from '../language/json.ts'
import { itemInput, mapItems } from '../language/map-items.ts'
import { contextOf, filteredScope, outputOf } from './evaluate.ts'
import { firstAttempt } from './first-attempt.ts'
import { emit } from './history.ts'
import { randomAt } from './random.ts'
import { type Attempt, recover } from './recover.ts'
import { attemptDistributedMap } from './run-distributed-map.ts'
import { runItems } from './run-items.ts'
import { stateFailure } from './state-failure.ts'
import type { StateResult, Step } from './step.ts'
import { transition } from './transition.ts'

export function runMap(step: Step<MapState>): Promise<StateResult> {
  const work = step.state.distribution === undefined ? attemptMap : attemptDistributedMap
  return recover(step, firstAttempt(step), (attempt) => work(step, attempt))
}

async function attemptMap(step: Step<MapState>, attempt: Attempt): Promise<StateResult> {
  const { state, runtime, execution, life } = step
  const path = `${step.path}/a${attempt.number}`
  const context = contextOf(step, { retryCount: attempt.retryCount })
  const { items, maxConcurrency } = await life.wait(
    mapItems(state, filteredScope(step, context), randomAt(execution, `${path}/items`)),
  )
  const started = emit(runtime.clock, execution, {
    key: `${path}/started`,
    type: 'MapStateStarted',
    previous: attempt.previous,
    details: { length: items.length },
  })
  const { outputs, last } = await life.wait(
    runItems(step, {
      path,
      count: items.length,
      maxConcurrency,
      startedId: started.event.id,
      inputOf(index) {
        const value = items[index] as Json
        const itemContext = contextOf(step, { retryCount: attempt.retryCount, mapItem: { index, value } })
        return itemInput(state, filteredScope(step, itemContext), value, randomAt(execution, `${path}/i${index}/input`))
      },
    }),
  )
  emit(runtime.clock, execution, { key: `${path}/succeeded`, type: 'MapStateSucceeded', previous: last })
  try {
    return { ...(await life.wait(outputOf(step, context, outputs))), ...transition(state), previous: last }
  } catch (error) {
    throw stateFailure(step, error, `a${attempt.number}`, last)
  }
}
