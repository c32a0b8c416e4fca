import { z } from 'zod'
import type { DecisionStore } from '../../ports/unit-of-work.ts'
import { callbackRow, decisionRow, toCallback, toDecision } from './decision-row.ts'
import type { Statements } from './statements.ts'
import { columnsOf, toJson } from './statements.ts'

const inForceRow = z.object({ decision: decisionRow, callback: callbackRow })

export function createDecisionStore(tx: Statements): DecisionStore {
  return {
    async insert(approvalId, { attempt, policy, decidedBy, input, ...decision }, { body, ...callback }) {
      const { id, outcome, kind, label, reason, error, comment, decidedAt, undoUntil, caseDigest } = decision
      const row = {
        id,
        approval_id: approvalId,
        attempt_number: attempt,
        outcome,
        kind,
        label,
        reason,
        error,
        comment,
        input: toJson(input),
        decided_by: toJson(decidedBy),
        decided_at: decidedAt,
        undo_until: undoUntil,
        case_digest: caseDigest,
        policy_name: policy.name,
        policy_version: policy.version,
      }
      const delivery = {
        id: callback.id,
        decision_id: id,
        approval_id: approvalId,
        attempt_id: callback.attemptId,
        execution_arn: callback.executionArn,
        status: callback.status,
        ...body,
        due_at: callback.dueAt,
        created_at: callback.createdAt,
      }
      // Heard by the workers on commit: one that is due goes out at once, a held one sets their timer.
      await tx.run`
        with decided as (insert into decision ${columnsOf(row)})
        insert into callback ${columnsOf(delivery)} returning pg_notify('countersign_callbacks', '')`
    },

    async inForce(approvalId) {
      const [row] = await tx.rows`
        select to_jsonb(d) as decision, to_jsonb(c) - 'output' - 'cause' as callback
        from decision d join callback c on c.decision_id = d.id
        where d.approval_id = ${approvalId} and d.undone_at is null`
      if (row === undefined) return undefined
      const { decision, callback } = inForceRow.parse(row)
      return { decision: toDecision(decision), callback: toCallback(callback) }
    },

    async markUndone(id, at) {
      await tx.run`update decision set undone_at = ${at} where id = ${id}`
    },
  }
}
