export type ProblemCode =
  | 'INVALID_JSON_DESCRIPTION'
  | 'SCHEMA_VALIDATION_FAILED'
  | 'MISSING_TRANSITION_TARGET'
  | 'MISSING_TERMINAL_STATE'
  | 'DUPLICATE_STATE_NAME'

/** One thing wrong with a definition; `location` is a path such as `/States/Ask/Next`, absent for the text as a whole. */
export interface DefinitionProblem {
  readonly code: ProblemCode
  readonly message: string
  readonly location?: string
}

export function schemaProblem(message: string, location: string): DefinitionProblem {
  return { code: 'SCHEMA_VALIDATION_FAILED', message, location }
}

/** Words recorded 19-10-2025. */
export function requiredProblem(fields: readonly string[], location: string): DefinitionProblem {
  return schemaProblem(`These fields are required: [${fields.join(', ')}]`, location === '' ? '/' : location)
}

/**
 * A definition that CreateStateMachine refuses. The message is AWS's own form (recorded 03-07-2024): each problem as
 * `CODE: message at /location`, several joined by commas, all in one pair of quotes.
 */
export class InvalidDefinitionError extends Error {
  override readonly name = 'InvalidDefinitionError'
  readonly problems: readonly DefinitionProblem[]

  constructor(problems: readonly DefinitionProblem[]) {
    super(`Invalid State Machine Definition: '${problems.map(describe).join(', ')}'`)
    this.problems = problems
  }
}

function describe({ code, message, location }: DefinitionProblem): string {
  return location === undefined ? `${code}: ${message}` : `${code}: ${message} at ${location}`
}
