import { apiPath } from '@countersign/shared/paths'
import type { VoteRequest } from '@countersign/shared/requests'
import { type ApprovalView, approvalView } from '@countersign/shared/views'
import { request } from './request.ts'

/** `vote.caseDigest` is the digest of what was on the screen (I7), not of what the cache holds by now. */
export const castVote = (id: string, vote: VoteRequest, idempotencyKey: string): Promise<ApprovalView> =>
  request(apiPath('votes', { id }), approvalView, { method: 'POST', body: vote, idempotencyKey })
