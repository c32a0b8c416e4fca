/** A failed step on its way outward: to the Retry and Catch of its state, of the states around it, or to the end. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly error: string | undefined
  override readonly cause: string | undefined
  /** The event the next one follows. */
  readonly eventId: number
  /** When it happened: a retry counts its delay from here, also after a restart. */
  readonly at: number
  readonly heartbeat: boolean

  constructor(failure: {
    error: string | undefined
    cause: string | undefined
    eventId: number
    at: number
    heartbeat?: boolean
  }) {
    super(failure.error ?? 'failed')
    this.error = failure.error
    this.cause = failure.cause
    this.eventId = failure.eventId
    this.at = failure.at
    this.heartbeat = failure.heartbeat ?? false
  }
}
