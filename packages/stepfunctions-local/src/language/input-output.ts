import type { ChoiceOutcome } from './choice.ts'
import type { AssignTemplate, Catcher, ChoiceState, State } from './definition.ts'
import { isJsonObject, type Json, type JsonObject } from './json.ts'
import { evaluateJsonata } from './jsonata.ts'
import { readPath, writeReferencePath } from './jsonpath.ts'
import { refuseOversizeVariables } from './limits.ts'
import { evaluateTemplate } from './payload-template.ts'
import { type RandomSource, systemRandom } from './random-source.ts'
import type { Scope } from './scope.ts'

/**
 * How data goes through a state.
 * JSONPath: input → InputPath → Parameters → work → ResultSelector → ResultPath (into the input as it came) → OutputPath.
 * JSONata: input → Arguments → work → Output.
 * Assign is evaluated against the variables as they were before the state, and so is everything beside it (I1); its
 * values take effect only when the state is left.
 */

/** What a state leaves behind. `assigned` holds the new values only, under their bare names. */
export interface Finished {
  readonly output: Json
  readonly assigned: JsonObject
}

/** The state's input after InputPath: what Parameters, a Choice's rules and the …Path fields see as `$`. */
export function effectiveInput(state: State, scope: Scope): Json {
  return state.QueryLanguage === 'JSONPath' && 'InputPath' in state
    ? followPath(state.InputPath, scope, scope.input)
    : scope.input
}

/** What the work of a Task, Parallel or Pass starts from. `scope.input` is the effective input. */
export async function workInput(state: State, scope: Scope, random: RandomSource = systemRandom): Promise<Json> {
  if (state.QueryLanguage === 'JSONata') {
    return 'Arguments' in state && state.Arguments !== undefined
      ? evaluateJsonata(state.Arguments, scope, random, 'Arguments')
      : scope.input
  }
  return 'Parameters' in state && state.Parameters !== undefined
    ? evaluateTemplate(state.Parameters, scope, random)
    : scope.input
}

/**
 * Leaves a state whose work went well. `scope.input` is the input as it came into the state and `scope.result` what
 * the work gave; Wait and Succeed need none.
 */
export async function finishState(state: State, scope: Scope, random: RandomSource = systemRandom): Promise<Finished> {
  const assign = 'Assign' in state ? state.Assign : undefined
  if (state.QueryLanguage === 'JSONata') {
    const output = 'Output' in state ? state.Output : undefined
    const passed = scope.result === undefined ? scope.input : scope.result
    return finishJsonata(output, assign, passed, scope, random)
  }
  // A Wait and a Succeed have no result: what they pass on is their input, after InputPath.
  const made = state.Type === 'Wait' || state.Type === 'Succeed' ? undefined : scope.result
  const passed = made === undefined ? effectiveInput(state, scope) : made
  const result =
    'ResultSelector' in state && state.ResultSelector !== undefined
      ? evaluateTemplate(state.ResultSelector, { ...scope, input: passed }, random)
      : passed
  const combined = 'ResultPath' in state ? placeResult(state.ResultPath, scope.input, result) : result
  const output =
    'OutputPath' in state ? followPath(state.OutputPath, { ...scope, input: combined }, combined) : combined
  return { output, assigned: assignPaths(assign, { ...scope, input: result }, random) }
}

/** Leaves a state through a Catch. `scope.input` is the input as it came, `scope.errorOutput` what was caught. */
export async function finishCaught(
  state: State,
  catcher: Catcher,
  scope: Scope,
  random: RandomSource = systemRandom,
): Promise<Finished> {
  const caught = scope.errorOutput ?? null
  if (state.QueryLanguage === 'JSONata') return finishJsonata(catcher.Output, catcher.Assign, caught, scope, random)
  return {
    output: placeResult(catcher.ResultPath, scope.input, caught),
    assigned: assignPaths(catcher.Assign, { ...scope, input: caught }, random),
  }
}

/** Leaves a Choice. A rule that matched brings its own Assign and Output; the state's are for the Default. */
export async function finishChoice(
  state: ChoiceState,
  outcome: ChoiceOutcome,
  scope: Scope,
  random: RandomSource = systemRandom,
): Promise<Finished> {
  const { rule } = outcome
  const assign = rule === undefined ? state.Assign : rule.Assign
  if (state.QueryLanguage === 'JSONata') {
    const output = rule !== undefined && 'Output' in rule ? rule.Output : state.Output
    return finishJsonata(output, assign, scope.input, scope, random)
  }
  const input = effectiveInput(state, scope)
  const chosen = { ...scope, input }
  return { output: followPath(state.OutputPath, chosen, input), assigned: assignPaths(assign, chosen, random) }
}

async function finishJsonata(
  output: Json | undefined,
  assign: AssignTemplate | undefined,
  fallback: Json,
  scope: Scope,
  random: RandomSource,
): Promise<Finished> {
  const assigned = assign === undefined ? {} : await evaluateJsonata(assign, scope, random, 'Assign')
  const result = output === undefined ? fallback : await evaluateJsonata(output, scope, random, 'Output')
  return { output: result, assigned: checkAssigned(assigned, scope) }
}

function assignPaths(assign: AssignTemplate | undefined, scope: Scope, random: RandomSource): JsonObject {
  return assign === undefined ? {} : checkAssigned(evaluateTemplate(assign, scope, random), scope)
}

function checkAssigned(assigned: Json, scope: Scope): JsonObject {
  const values = isJsonObject(assigned) ? assigned : {}
  refuseOversizeVariables(values, scope.variables)
  return values
}

/** `null` stands for an empty object: nothing of the document goes on. */
function followPath(path: string | null | undefined, scope: Scope, document: Json): Json {
  if (path === undefined) return document
  return path === null ? {} : readPath(path, scope)
}

/** `null` throws the result away. */
function placeResult(path: string | null | undefined, input: Json, result: Json): Json {
  if (path === undefined) return result
  return path === null ? input : writeReferencePath(input, path, result)
}
