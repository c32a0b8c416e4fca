import { voteId } from '@countersign/shared/ids'
import { jsonObject } from '@countersign/shared/json'
import { VIAS } from '@countersign/shared/statuses'
import { z } from 'zod'
import type { Vote } from '../../domain/approval.ts'
import type { VoteStore } from '../../ports/unit-of-work.ts'
import { instant } from './instant.ts'
import type { Statements } from './statements.ts'
import { columnsOf, toJson } from './statements.ts'

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

export function createVoteStore(tx: Statements): VoteStore {
  return {
    async ofAttempt(approvalId, attempt) {
      const rows = await tx.rows`
        select * from vote where approval_id = ${approvalId} and attempt_number = ${attempt} and undone_at is null
        order by at, id`
      return rows.map((row) => toVote(voteRow.parse(row)))
    },

    async insert(approvalId, { by, attempt, input, ...vote }) {
      const { id, via, outcome, reason, comment, caseDigest, at } = vote
      const row = {
        id,
        approval_id: approvalId,
        attempt_number: attempt,
        user_id: by.id,
        user_name: by.name,
        via,
        outcome,
        reason,
        comment,
        input: toJson(input),
        case_digest: caseDigest,
        at,
      }
      await tx.run`insert into vote ${columnsOf(row)}`
    },

    async undo(approvalId, attempt, at) {
      await tx.run`
        update vote set undone_at = ${at}
        where approval_id = ${approvalId} and attempt_number = ${attempt} and undone_at is null`
    },
  }
}
