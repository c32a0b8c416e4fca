import type { FailState } from './definition.ts'
import { evaluateString, readPathOrIntrinsic } from './field-value.ts'
import { type RandomSource, systemRandom } from './random-source.ts'
import type { Scope } from './scope.ts'
import { StatesError } from './states-error.ts'

/** Either may be missing: the execution then fails without it. */
export interface FailTexts {
  readonly error: string | undefined
  readonly cause: string | undefined
}

export async function failTexts(
  state: FailState,
  scope: Scope,
  random: RandomSource = systemRandom,
): Promise<FailTexts> {
  if (state.QueryLanguage === 'JSONPath') {
    return {
      error: state.ErrorPath === undefined ? state.Error : readText('ErrorPath', state.ErrorPath, scope, random),
      cause: state.CausePath === undefined ? state.Cause : readText('CausePath', state.CausePath, scope, random),
    }
  }
  return {
    error: state.Error === undefined ? undefined : await evaluateString('Error', state.Error, scope, random),
    cause: state.Cause === undefined ? undefined : await evaluateString('Cause', state.Cause, scope, random),
  }
}

function readText(field: string, expression: string, scope: Scope, random: RandomSource): string {
  const value = readPathOrIntrinsic(expression, scope, random)
  if (typeof value === 'string') return value
  throw new StatesError(
    'States.Runtime',
    `The ${field} field refers to value ${JSON.stringify(value)} which is not a string: ${expression}`,
  )
}
