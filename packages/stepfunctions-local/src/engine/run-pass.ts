import type { PassState } from '../language/definition.ts'
import { contextOf, inputOf, outputOf } from './evaluate.ts'
import type { StateResult, Step } from './step.ts'
import { transition } from './transition.ts'

export async function runPass(step: Step<PassState>): Promise<StateResult> {
  const { state } = step
  const context = contextOf(step)
  const input = await step.life.wait(inputOf(step, context))
  const result = state.QueryLanguage === 'JSONPath' && state.Result !== undefined ? state.Result : input
  const shaped = await step.life.wait(outputOf(step, context, result))
  return { ...shaped, ...transition(state), previous: step.entered.event.id }
}
