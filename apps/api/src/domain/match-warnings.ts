/** What a registration is told when its lineage could not be told for certain, with the remedy. */
export interface MatchWarning {
  readonly code: 'ambiguous-lineage' | 'unproven-lineage' | 'no-item-key' | 'item-key-shared'
  readonly message: string
}

export const AMBIGUOUS: MatchWarning = {
  code: 'ambiguous-lineage',
  message:
    'This looks like a retry, but several approvals of this state could be meant, so a new one was opened. ' +
    'Pass approval.key (the map index or a business key) to let retries join their approval.',
}

export const UNPROVEN: MatchWarning = {
  code: 'unproven-lineage',
  message:
    'This looks like a retry, but Step Functions did not say whether the earlier attempt still waits, so a new ' +
    'approval was opened. Pass approval.key to let retries join their approval, and allow states:SendTaskHeartbeat.',
}

export const NO_ITEM_KEY: MatchWarning = {
  code: 'no-item-key',
  message:
    'Another approval waits in the same state of the same execution. ' +
    'Pass approval.key (the map index or a business key) so that retries can be told apart.',
}

export const KEY_SHARED: MatchWarning = {
  code: 'item-key-shared',
  message:
    'Another approval with this approval.key waits in the same state of the same execution. ' +
    'Give each item a key of its own, and pass state.retryCount, so that retries can be told apart.',
}
