import { voteId } from '@countersign/shared/ids'
import { jsonObject } from '@countersign/shared/json'
import { VIAS } from '@countersign/shared/statuses'
import { z } from 'zod'
import type { Vote } from '../../domain/approval.ts'
import type { VoteStore } from '../../ports/unit-of-work.ts'
import { Prisma } from './generated/client.ts'
import { instant } from './instant.ts'

export const voteRow = z.object({
  id: voteId,
  attempt_number: z.int(),
  user_id: z.string(),
  user_name: z.string(),
  via: z.enum(VIAS),
  outcome: z.string(),
  reason: z.string().nullable(),
  comment: z.string().nullable(),
  input: jsonObject.nullable(),
  case_digest: z.string(),
  at: instant,
})

export function toVote(row: z.output<typeof voteRow>): Vote {
  const { id, via, outcome, reason, comment, input, at } = row
  const by = { id: row.user_id, name: row.user_name }
  return { id, by, via, attempt: row.attempt_number, outcome, reason, comment, input, caseDigest: row.case_digest, at }
}

export function createVoteStore(tx: Prisma.TransactionClient): VoteStore {
  return {
    async ofAttempt(approvalId, attempt) {
      const rows = await tx.$queryRaw<unknown[]>`
        select * from vote where approval_id = ${approvalId} and attempt_number = ${attempt} and undone_at is null
        order by at, id`
      return rows.map((row) => toVote(voteRow.parse(row)))
    },

    async insert(approvalId, { by, attempt, input, ...vote }) {
      await tx.vote.create({
        data: {
          ...vote,
          approvalId,
          attemptNumber: attempt,
          userId: by.id,
          userName: by.name,
          input: input ?? Prisma.DbNull,
        },
      })
    },

    async undo(approvalId, attempt, at) {
      await tx.vote.updateMany({
        where: { approvalId, attemptNumber: attempt, undoneAt: null },
        data: { undoneAt: at },
      })
    },
  }
}
