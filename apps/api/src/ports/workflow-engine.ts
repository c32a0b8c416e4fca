import type { CallbackBody } from '../domain/approval.ts'
import type { TaskToken } from '../domain/task-token.ts'

/** What a Send* call proved. Only `accepted` is certain; the history judges everything unclear (I4). */
export type TokenOutcome =
  | { readonly kind: 'accepted'; readonly requestId: string | null }
  /** TaskTimedOut, TaskDoesNotExist: answered (perhaps by us), expired or aborted. The reply does not tell which. */
  | { readonly kind: 'gone'; readonly error: string; readonly requestId: string | null }
  /** The request may have been executed: timeout, reset, 5xx after sending. */
  | { readonly kind: 'unknown'; readonly error: string; readonly requestId: string | null }
  /** Surely not executed: throttled, connection refused. `afterMs` when the service said so. */
  | {
      readonly kind: 'retryLater'
      readonly error: string
      readonly afterMs: number | null
      readonly requestId: string | null
    }
  /** Refused in a way only an operator or a fix can change: AccessDenied, KMS, InvalidToken, InvalidOutput, Validation. */
  | { readonly kind: 'refused'; readonly error: string; readonly detail: string; readonly requestId: string | null }

export interface ExecutionState {
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE'
  readonly stoppedAt: Date | null
  readonly redriveCount: number
}

/** The part of a history event that reconciliation reads. */
export interface HistoryEvent {
  readonly id: number
  readonly previousEventId: number
  readonly type: string
  readonly at: Date
  /** TaskScheduled: contains the token in clear. Never logged or stored. */
  readonly parameters?: string
  readonly output?: string
  readonly error?: string
  readonly cause?: string
}

/** Reads may be impossible: `forbidden` (no permission), `missing` (no such execution), `unavailable` (try later). */
export type ReadOutcome<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'forbidden' | 'missing' | 'unavailable'; readonly error: string }

export interface WorkflowEngine {
  /** SendTaskSuccess or SendTaskFailure, once; never retried underneath (I5). Region and account come from the ARN. */
  answer(executionArn: string, token: TaskToken, body: CallbackBody): Promise<TokenOutcome>
  heartbeat(executionArn: string, token: TaskToken): Promise<TokenOutcome>
  describe(executionArn: string): Promise<ReadOutcome<ExecutionState>>
  /** Newest first, page by page, so that a long history is read only as far as needed. */
  history(
    executionArn: string,
    nextToken?: string,
  ): Promise<ReadOutcome<{ events: readonly HistoryEvent[]; nextToken: string | null }>>
}
