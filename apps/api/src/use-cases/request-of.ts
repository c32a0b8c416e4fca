import { type ApprovalRequest, approvalRequest } from '@countersign/shared/registration'
import type { Approval } from '../domain/approval.ts'

/**
 * What the workflow had asked, as far as the approval keeps it: to ask it again under other rules. Of those who had a
 * part only the asker is kept as they were named; the others live on as exclusions.
 */
export function requestOf(approval: Approval): ApprovalRequest {
  const { title, why, team, policy, risk, requestedBy, itemKey, timeoutSeconds, heartbeat, outcomes, form } = approval
  return {
    ...approvalRequest.parse({ title: 'x' }),
    title,
    team,
    policy: policy.name,
    risk,
    case: approval.case,
    outcomes: [...outcomes],
    tags: { ...approval.tags },
    undoSeconds: approval.undoSeconds,
    ...(why === null ? {} : { why }),
    ...(requestedBy === null ? {} : { requestedBy }),
    ...(itemKey === null ? {} : { key: itemKey }),
    ...(timeoutSeconds === null ? {} : { timeoutSeconds }),
    ...(heartbeat === null ? {} : { heartbeatSeconds: heartbeat.seconds, heartbeatMode: heartbeat.mode }),
    ...(form === null ? {} : { form }),
  }
}
