import { attemptId, callbackId, decisionId } from '@countersign/shared/ids'
import { jsonObject } from '@countersign/shared/json'
import { CALLBACK_STATUSES, OUTCOME_KINDS, VIAS } from '@countersign/shared/statuses'
import { z } from 'zod'
import type { Callback, Decision } from '../../domain/approval.ts'
import { instant } from './instant.ts'

export const decisionRow = z.object({
  id: decisionId,
  attempt_number: z.int(),
  outcome: z.string(),
  kind: z.enum(OUTCOME_KINDS),
  label: z.string(),
  reason: z.string().nullable(),
  error: z.string().nullable(),
  comment: z.string().nullable(),
  input: jsonObject.nullable(),
  decided_by: z.array(z.object({ id: z.string(), name: z.string(), via: z.enum(VIAS) })),
  decided_at: instant,
  undo_until: instant.nullable(),
  case_digest: z.string(),
  policy_name: z.string(),
  policy_version: z.int(),
})

export const callbackRow = z.object({
  id: callbackId,
  decision_id: decisionId,
  attempt_id: attemptId,
  status: z.enum(CALLBACK_STATUSES),
  due_at: instant,
})

export function toDecision(row: z.output<typeof decisionRow>): Decision {
  return {
    id: row.id,
    attempt: row.attempt_number,
    outcome: row.outcome,
    kind: row.kind,
    label: row.label,
    reason: row.reason,
    error: row.error,
    comment: row.comment,
    input: row.input,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
    undoUntil: row.undo_until,
    caseDigest: row.case_digest,
    policy: { name: row.policy_name, version: row.policy_version },
  }
}

export function toCallback(row: z.output<typeof callbackRow>): Callback {
  const { id, decision_id: decisionId, attempt_id: attemptId, status, due_at: dueAt } = row
  return { id, decisionId, attemptId, status, dueAt }
}
