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
  on_behalf_of_id: z.string().nullable(),
  on_behalf_of_name: z.string().nullable(),
  stage: z.string(),
  seats: z.array(z.string()),
  via: z.enum(VIAS),
  outcome: z.string(),
  reason: z.string().nullable(),
  comment: z.string().nullable(),
  input: jsonObject.nullable(),
  case_digest: z.string(),
  at: instant,
})

export function toVote(row: z.output<typeof voteRow>): Vote {
  const { user_id, user_name, on_behalf_of_id: absent, on_behalf_of_name, attempt_number, case_digest, ...vote } = row
  return {
    ...vote,
    by: { id: user_id, name: user_name },
    onBehalfOf: absent === null ? null : { id: absent, name: on_behalf_of_name ?? absent },
    attempt: attempt_number,
    caseDigest: case_digest,
  }
}

export function createVoteStore(tx: Statements): VoteStore {
  return {
    async ofAttempt(approvalId, attempt) {
      const rows = await tx.rows`
        select * from vote where approval_id = ${approvalId} and attempt_number = ${attempt} and undone_at is null
        order by at, id`
      return rows.map((row) => toVote(voteRow.parse(row)))
    },

    async insert(approvalId, { by, onBehalfOf, attempt, input, ...vote }) {
      const { id, via, stage, seats, outcome, reason, comment, caseDigest, at } = vote
      const row = {
        id,
        approval_id: approvalId,
        attempt_number: attempt,
        user_id: by.id,
        user_name: by.name,
        on_behalf_of_id: onBehalfOf?.id ?? null,
        on_behalf_of_name: onBehalfOf?.name ?? null,
        stage,
        seats: [...seats],
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

    async undo(id, at) {
      await tx.run`update vote set undone_at = ${at} where id = ${id} and undone_at is null`
    },

    async carry(approvalId, attempt, votes) {
      const text = JSON.stringify(votes)
      await tx.run`
        insert into vote (id, approval_id, attempt_number, user_id, user_name, on_behalf_of_id, on_behalf_of_name, carried_from,
          stage, seats, via, outcome, reason, comment, input, case_digest, at)
        select c.id, v.approval_id, ${attempt}, v.user_id, v.user_name, v.on_behalf_of_id, v.on_behalf_of_name, v.id,
          v.stage, v.seats, v.via, v.outcome, v.reason, v.comment, v.input, v.case_digest, v.at
        from jsonb_to_recordset(${text}::jsonb) as c(id text, "from" text)
          join vote v on v.id = c."from" and v.approval_id = ${approvalId}`
    },
  }
}
