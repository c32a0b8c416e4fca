import type { FailState } from '../language/definition.ts'
import { failTexts } from '../language/fail-texts.ts'
import { contextOf, scopeOf } from './evaluate.ts'
import { Failure } from './failure.ts'
import { randomAt } from './random.ts'
import type { StateResult, Step } from './step.ts'

export async function runFail(step: Step<FailState>): Promise<StateResult> {
  const { entered, execution, life, path, state } = step
  const scope = scopeOf(step, contextOf(step))
  const { error, cause } = await life.wait(failTexts(state, scope, randomAt(execution, `${path}/texts`)))
  throw new Failure({ error, cause, eventId: entered.event.id, at: entered.event.timestamp })
}
