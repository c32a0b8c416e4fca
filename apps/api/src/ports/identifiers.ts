import type {
  ApprovalId,
  AttemptId,
  CallbackId,
  CommentId,
  DecisionId,
  DelegationId,
  EndpointId,
  EventId,
  IntegrationId,
  NoticeId,
  SecretId,
  VoteId,
} from '@countersign/shared/ids'

export interface Identifiers {
  approval(): ApprovalId
  attempt(): AttemptId
  vote(): VoteId
  decision(): DecisionId
  callback(): CallbackId
  comment(): CommentId
  integration(): IntegrationId
  secret(): SecretId
  endpoint(): EndpointId
  event(): EventId
  notice(): NoticeId
  delegation(): DelegationId
  /** What a role of another AWS account has to ask us for. */
  externalId(): string
  /** A fair pick of 0..63. */
  shard(): number
}
