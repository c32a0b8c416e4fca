export interface ClosingEvent {
  readonly key: string
  readonly type: 'ParallelStateFailed' | 'MapStateFailed'
}

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
  /** A branch or item failed: the event that its Parallel or Map records once nothing retries it. */
  readonly closing: ClosingEvent | undefined

  constructor(failure: {
    error: string | undefined
    cause: string | undefined
    eventId: number
    at: number
    heartbeat?: boolean
    closing?: ClosingEvent
  }) {
    super(failure.error ?? 'failed')
    this.error = failure.error
    this.cause = failure.cause
    this.eventId = failure.eventId
    this.at = failure.at
    this.heartbeat = failure.heartbeat ?? false
    this.closing = failure.closing
  }

  /** The failure of the state around, whose own event is still to be recorded. */
  of(closing: ClosingEvent): Failure {
    return new Failure({ ...this.facts(), closing })
  }

  /** The failure after its state recorded it as its own. */
  closedBy(event: { readonly id: number; readonly timestamp: number }): Failure {
    return new Failure({ ...this.facts(), eventId: event.id, at: event.timestamp })
  }

  private facts() {
    const { error, cause, eventId, at, heartbeat } = this
    return { error, cause, eventId, at, heartbeat }
  }
}
