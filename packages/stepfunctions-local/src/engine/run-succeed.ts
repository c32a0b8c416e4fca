import type { SucceedState } from '../language/definition.ts'
import { contextOf, outputOf } from './evaluate.ts'
import type { StateResult, Step } from './step.ts'

export async function runSucceed(step: Step<SucceedState>): Promise<StateResult> {
  const shaped = await step.life.wait(outputOf(step, contextOf(step)))
  return { ...shaped, previous: step.entered.event.id }
}
