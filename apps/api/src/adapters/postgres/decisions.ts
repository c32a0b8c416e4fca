import { z } from 'zod'
import type { DecisionStore } from '../../ports/unit-of-work.ts'
import { callbackRow, decisionRow, toCallback, toDecision } from './decision-row.ts'
import { Prisma } from './generated/client.ts'

const inForceRow = z.object({ decision: decisionRow, callback: callbackRow })

export function createDecisionStore(tx: Prisma.TransactionClient): DecisionStore {
  return {
    async insert(approvalId, { attempt, policy, decidedBy, input, ...decision }) {
      await tx.decision.create({
        data: {
          ...decision,
          approvalId,
          attemptNumber: attempt,
          decidedBy: decidedBy.map((person) => ({ ...person })),
          input: input ?? Prisma.DbNull,
          policyName: policy.name,
          policyVersion: policy.version,
        },
      })
    },

    async inForce(approvalId) {
      const [row] = await tx.$queryRaw<unknown[]>`
        select to_jsonb(d) as decision, to_jsonb(c) - 'output' - 'cause' as callback
        from decision d join callback c on c.decision_id = d.id
        where d.approval_id = ${approvalId} and d.undone_at is null`
      if (row === undefined) return undefined
      const { decision, callback } = inForceRow.parse(row)
      return { decision: toDecision(decision), callback: toCallback(callback) }
    },

    async markUndone(id, at) {
      await tx.decision.update({ where: { id }, data: { undoneAt: at }, select: { id: true } })
    },
  }
}
