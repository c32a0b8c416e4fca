import { apiPath } from '@countersign/shared/paths'
import { type ApprovalView, approvalView } from '@countersign/shared/views'
import { newIdempotencyKey } from './idempotency-key.ts'
import { request } from './request.ts'

export const undoDecision = (id: string): Promise<ApprovalView> =>
  request(apiPath('undo', { id }), approvalView, { method: 'POST', body: {}, idempotencyKey: newIdempotencyKey() })
