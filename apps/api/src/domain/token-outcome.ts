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
  /** The account does not let us in: its role is missing or denied, or it is not set up. Not executed; `detail` says whose turn it is. */
  | {
      readonly kind: 'noAccess'
      readonly account: string
      readonly error: string
      readonly detail: string
      readonly requestId: string | null
    }
  /** Refused in a way only an operator or a fix can change: KMS, InvalidToken, InvalidOutput, Validation. */
  | { readonly kind: 'refused'; readonly error: string; readonly detail: string; readonly requestId: string | null }
