import { approvalId, integrationId, secretId } from '@countersign/shared/ids'
import type { Pool } from 'pg'
import { z } from 'zod'
import type { CallbackAddresses } from '../../../ports/integrations.ts'
import { createStatements } from '../statements.ts'

/** More integrations than this for one team are looked at in the order they were made. */
const MAX_INTEGRATIONS = 50

const addressRow = z.object({
  now: z.date(),
  approval_id: approvalId.nullable(),
  attempt: z.int().nullable(),
  candidates: z.array(z.object({ secret_id: secretId, integration_id: integrationId, sealed: z.string() })),
})

export function createPostgresCallbackAddresses(pool: Pool): CallbackAddresses {
  const statements = createStatements(pool)
  return {
    // One statement for known and unknown addresses alike.
    async candidates(attemptId) {
      const [raw] = await statements.rows`
        select countersign_now() as now, a.id as approval_id, t.number as attempt,
          coalesce((
            select jsonb_agg(jsonb_build_object('secret_id', s.id, 'integration_id', s.integration_id, 'sealed', s.sealed))
            from (
              select i.id from integration i
              where i.disabled_at is null and a.team_id = any(i.teams)
                and (cardinality(i.policies) = 0 or a.policy_name = any(i.policies))
              order by i.created_at, i.id limit ${MAX_INTEGRATIONS}
            ) near join signing_secret s on s.integration_id = near.id
            where s.expires_at is null or s.expires_at > countersign_now()
          ), '[]') as candidates
        from (select ${attemptId}::text as id) wanted
        left join attempt t on t.id = wanted.id left join approval a on a.id = t.approval_id`
      const { now, approval_id, attempt, candidates } = addressRow.parse(raw)
      return {
        now,
        approval: approval_id === null || attempt === null ? null : { id: approval_id, attempt },
        candidates: candidates.map(({ secret_id, integration_id, sealed }) => ({
          integrationId: integration_id,
          secretId: secret_id,
          sealed,
        })),
      }
    },
  }
}
