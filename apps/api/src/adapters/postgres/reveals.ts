import { z } from 'zod'
import type { Reveal } from '../../ports/approval-reader.ts'
import type { RevealStore } from '../../ports/unit-of-work.ts'
import { Prisma } from './generated/client.ts'
import { instant } from './instant.ts'
import type { Statements } from './statements.ts'

/** Of the approval `a`, with the names people have now. */
export const REVEALS = Prisma.sql`coalesce((
  select jsonb_agg(jsonb_build_object('user_id', r.user_id, 'name', u.name, 'attempt', r.attempt_number, 'at', r.at)
    order by r.at, r.user_id)
  from case_reveal r join app_user u on u.id = r.user_id where r.approval_id = a.id), '[]')`

export const revealRow = z.object({ user_id: z.string(), name: z.string(), attempt: z.int(), at: instant })

export const toReveal = ({ user_id: id, name, attempt, at }: z.output<typeof revealRow>): Reveal => ({
  by: { id, name },
  attempt,
  at,
})

export function createRevealStore(tx: Statements): RevealStore {
  return {
    async has(approvalId, userId, attempt) {
      const rows = await tx.rows`
        select 1 from case_reveal
        where approval_id = ${approvalId} and user_id = ${userId} and attempt_number = ${attempt}`
      return rows.length > 0
    },

    async record(approvalId, userId, attempt, at) {
      const inserted = await tx.run`
        insert into case_reveal (approval_id, user_id, attempt_number, at)
        values (${approvalId}, ${userId}, ${attempt}, ${at}) on conflict do nothing`
      return inserted === 1
    },
  }
}
