import { apiPath } from '@countersign/shared/paths'
import { type ApprovalView, approvalView } from '@countersign/shared/views'
import { request } from './request.ts'

export const addComment = (id: string, text: string, idempotencyKey: string): Promise<ApprovalView> =>
  request(apiPath('comments', { id }), approvalView, { method: 'POST', body: { text }, idempotencyKey })
