import { choose, chooseJsonata } from '../language/choice.ts'
import { buildContext } from '../language/context.ts'
import type { Catcher, ChoiceState } from '../language/definition.ts'
import { effectiveInput, finishCaught, finishChoice, finishState, workInput } from '../language/input-output.ts'
import type { Json, JsonObject } from '../language/json.ts'
import type { Scope } from '../language/scope.ts'
import { randomAt } from './random.ts'
import type { StateResult, Step } from './step.ts'

/** The expressions of a state, evaluated in its place: each draws its randomness from where it stands. */

export interface ContextExtras {
  readonly retryCount?: number
  readonly taskToken?: string
  readonly mapItem?: { readonly index: number; readonly value: Json }
}

export function contextOf({ execution, entered, stateName }: Step, extras: ContextExtras = {}): JsonObject {
  const { machine, redrivenAt } = execution
  return buildContext({
    execution: {
      id: execution.arn,
      name: execution.name,
      roleArn: machine.roleArn,
      startTime: instant(execution.startedAt),
      input: execution.input,
      redriveCount: execution.redriveCount,
      ...(redrivenAt === undefined ? {} : { redriveTime: instant(redrivenAt) }),
    },
    stateMachine: { id: machine.arn, name: machine.name },
    state: {
      name: stateName,
      enteredTime: instant(entered.event.timestamp),
      ...(extras.retryCount === undefined ? {} : { retryCount: extras.retryCount }),
    },
    ...(extras.taskToken === undefined ? {} : { taskToken: extras.taskToken }),
    ...(extras.mapItem === undefined ? {} : { mapItem: extras.mapItem }),
  })
}

function instant(ms: number): string {
  return new Date(ms).toISOString()
}

export function scopeOf(step: Step, context: JsonObject): Scope {
  return { input: step.input, context, variables: step.variables }
}

/** What `$` is in the state's own fields: the input after InputPath. */
export function filteredScope(step: Step, context: JsonObject): Scope {
  const scope = scopeOf(step, context)
  return { ...scope, input: effectiveInput(step.state, scope) }
}

export async function inputOf(step: Step, context: JsonObject): Promise<Json> {
  return workInput(step.state, filteredScope(step, context), randomAt(step.execution, `${step.path}/input`))
}

export type Shaped = Pick<StateResult, 'output' | 'assigned'>

/** Leaves the state with what its work gave; a state without work leaves `result` out. */
export function outputOf(step: Step, context: JsonObject, result?: Json): Promise<Shaped> {
  const scope = scopeOf(step, context)
  const random = randomAt(step.execution, `${step.path}/output`)
  return finishState(step.state, result === undefined ? scope : { ...scope, result }, random)
}

export function caughtOf(step: Step, context: JsonObject, catcher: Catcher, errorOutput: Json): Promise<Shaped> {
  const scope: Scope = { ...scopeOf(step, context), errorOutput }
  return finishCaught(step.state, catcher, scope, randomAt(step.execution, `${step.path}/caught`))
}

export async function choiceOf(
  step: Step<ChoiceState>,
  context: JsonObject,
): Promise<Shaped & { readonly next: string }> {
  const { state, execution } = step
  const random = randomAt(execution, `${step.path}/choice`)
  const scope = filteredScope(step, context)
  const outcome = state.QueryLanguage === 'JSONata' ? await chooseJsonata(state, scope, random) : choose(state, scope)
  return { ...(await finishChoice(state, outcome, scopeOf(step, context), random)), next: outcome.next }
}
