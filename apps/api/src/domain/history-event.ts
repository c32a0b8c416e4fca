/** The part of a history event that reconciliation reads. */
export interface HistoryEvent {
  readonly id: number
  readonly previousEventId: number
  readonly type: string
  readonly at: Date
  /** TaskScheduled: contains the token in clear. Never logged or stored. */
  readonly parameters?: string
  /** TaskScheduled: as the definition says; absent when it says nothing. */
  readonly timeoutSeconds?: number
  readonly heartbeatSeconds?: number
  readonly output?: string
  readonly error?: string
  readonly cause?: string
}
