import type { WaitState } from '../language/definition.ts'
import { waitTarget } from '../language/wait-target.ts'
import { contextOf, filteredScope, outputOf } from './evaluate.ts'
import { randomAt } from './random.ts'
import { sleepUntil } from './sleep-until.ts'
import type { StateResult, Step } from './step.ts'
import { transition } from './transition.ts'

export async function runWait(step: Step<WaitState>): Promise<StateResult> {
  const { entered, execution, life, path, runtime, state } = step
  const context = contextOf(step)
  const target = await life.wait(waitTarget(state, filteredScope(step, context), randomAt(execution, `${path}/wait`)))
  // A wait that a redrive takes up again starts over from the redrive.
  const begun = entered.redrive < execution.redriveCount ? (execution.redrivenAt ?? 0) : entered.event.timestamp
  await sleepUntil(runtime.clock, life, 'seconds' in target ? begun + target.seconds * 1_000 : target.at)
  const shaped = await life.wait(outputOf(step, context))
  return { ...shaped, ...transition(state), previous: entered.event.id }
}
