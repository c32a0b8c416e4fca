import type { CallbackBody } from '../domain/approval.ts'
import type { HistoryEvent } from '../domain/history-event.ts'
import type { TaskToken } from '../domain/task-token.ts'
import type { TokenOutcome } from '../domain/token-outcome.ts'

export type { HistoryEvent, TokenOutcome }

export interface ExecutionState {
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE'
  readonly stoppedAt: Date | null
  readonly redriveCount: number
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
