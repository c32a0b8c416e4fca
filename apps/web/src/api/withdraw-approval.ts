import { apiPath } from '@countersign/shared/paths'
import { type ApprovalView, approvalView } from '@countersign/shared/views'
import { request } from './request.ts'

export const withdrawApproval = (id: string, comment: string, idempotencyKey: string): Promise<ApprovalView> =>
  request(apiPath('cancel', { id }), approvalView, {
    method: 'POST',
    body: comment ? { comment } : {},
    idempotencyKey,
  })
