import type { ChoiceState } from '../language/definition.ts'
import { choiceOf, contextOf } from './evaluate.ts'
import type { StateResult, Step } from './step.ts'

export async function runChoice(step: Step<ChoiceState>): Promise<StateResult> {
  const chosen = await step.life.wait(choiceOf(step, contextOf(step)))
  return { ...chosen, previous: step.entered.event.id }
}
