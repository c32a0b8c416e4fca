import type { ApprovalId, AttemptId, CallbackId, CommentId, DecisionId, VoteId } from '@countersign/shared/ids'

export interface Identifiers {
  approval(): ApprovalId
  attempt(): AttemptId
  vote(): VoteId
  decision(): DecisionId
  callback(): CallbackId
  comment(): CommentId
  /** A fair pick of 0..63. */
  shard(): number
}
