/**
 * A failure with a name of the Amazon States Language, such as `States.Runtime`.
 * `cause` is AWS's sentence without the opening words that name the state; `causeInState` adds those.
 * `location` is the field of a failed JSONata expression (`Arguments/Name`), as the EvaluationFailed event reports it.
 */
export class StatesError extends Error {
  override readonly name = 'StatesError'
  readonly error: string
  override readonly cause: string | undefined
  readonly location: string | undefined

  constructor(error: string, cause?: string, location?: string) {
    super(cause === undefined ? error : `${error}: ${cause}`)
    this.error = error
    this.cause = cause
    this.location = location
  }
}

/** The cause as AWS writes it into ExecutionFailed: the state and the event that entered it come first. */
export function causeInState(stateName: string, enteredEventId: number, cause: string): string {
  return `An error occurred while executing the state '${stateName}' (entered at the event id #${enteredEventId}). ${cause}`
}
