import { timingSafeEqual } from 'node:crypto'
import type { Pool } from 'pg'
import { z } from 'zod'
import { hashApiKeySecret, parseApiKey } from '../../domain/api-key.ts'
import type { ApiKey } from '../../domain/principal.ts'
import type { ApiKeys } from '../../ports/api-keys.ts'
import { createDirectoryStore } from './directory.ts'
import { apiKeyRow } from './key-store.ts'
import type { Statements } from './statements.ts'
import { createStatements } from './statements.ts'

const keyRow = apiKeyRow.extend({ secret_hash: z.instanceof(Buffer), usable: z.boolean(), stale: z.boolean() })

/** Compared with when there is no such key, so that the answer takes as long. */
const NOBODYS_HASH = hashApiKeySecret('')

export function createPostgresApiKeys(pool: Pool): ApiKeys {
  const statements = createStatements(pool)
  return {
    async authenticate(presented) {
      const parsed = parseApiKey(presented)
      if (!parsed) return undefined
      const [raw] = await statements.rows`
        select *, revoked_at is null and (expires_at is null or expires_at > countersign_now()) as usable,
          coalesce(last_used_at < countersign_now() - interval '1 minute', true) as stale
        from api_key where id = ${parsed.id}`
      const row = raw === undefined ? undefined : keyRow.parse(raw)
      const matches = timingSafeEqual(hashApiKeySecret(parsed.secret), row?.secret_hash ?? NOBODYS_HASH)
      if (!row || !matches || !row.usable) return undefined
      if (row.stale) await touch(statements, row.id)
      return toApiKey(statements, row)
    },
  }
}

async function toApiKey(statements: Statements, row: z.output<typeof keyRow>): Promise<ApiKey | undefined> {
  const { id, name, scopes, teams } = row
  if (row.acts_as === null) return { id, name, scopes, teams, actsAs: null }
  const actsAs = await createDirectoryStore(statements).user(row.acts_as)
  // A key that speaks for somebody who is gone speaks for nobody at all.
  return actsAs && !actsAs.disabled ? { id, name, scopes, teams, actsAs } : undefined
}

/** At most one write a minute and key, whoever wins the race for it. */
async function touch(statements: Statements, id: string): Promise<void> {
  await statements.run`
    update api_key set last_used_at = countersign_now()
    where id = ${id} and coalesce(last_used_at < countersign_now() - interval '1 minute', true)`
}
