import { keyId, teamId } from '@countersign/shared/ids'
import { z } from 'zod'
import { SCOPES } from '../../domain/principal.ts'
import type { IssuedKey, KeyStore } from '../../ports/unit-of-work.ts'
import { createDirectoryStore } from './directory.ts'
import { instant } from './instant.ts'
import type { Statements } from './statements.ts'
import { columnsOf } from './statements.ts'

export const apiKeyRow = z.object({
  id: keyId,
  name: z.string(),
  last_four: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  teams: z.array(teamId),
  acts_as: z.string().nullable(),
  created_at: instant,
  expires_at: instant.nullable(),
  last_used_at: instant.nullable(),
  revoked_at: instant.nullable(),
})

export function createKeyStore(tx: Statements): KeyStore {
  return {
    async insert(key) {
      const row = {
        id: key.id,
        name: key.name,
        secret_hash: key.secretHash,
        last_four: key.lastFour,
        scopes: key.scopes,
        teams: key.teams,
        acts_as: key.actsAs,
        owner_id: key.owner,
        created_at: key.createdAt,
        expires_at: key.expiresAt,
      }
      await tx.run`insert into api_key ${columnsOf(row)}`
    },

    async revoke(id, at) {
      return (await tx.run`update api_key set revoked_at = ${at} where id = ${id} and revoked_at is null`) === 1
    },

    async list() {
      const rows = await tx.rows`
        select id, name, last_four, scopes, teams, acts_as, created_at, expires_at, last_used_at, revoked_at
        from api_key order by created_at, id`
      const directory = createDirectoryStore(tx)
      const keys: IssuedKey[] = []
      for (const raw of rows) {
        const row = apiKeyRow.parse(raw)
        keys.push({
          id: row.id,
          name: row.name,
          scopes: row.scopes,
          teams: row.teams,
          actsAs: row.acts_as === null ? null : ((await directory.user(row.acts_as)) ?? null),
          lastFour: row.last_four,
          createdAt: row.created_at,
          expiresAt: row.expires_at,
          lastUsedAt: row.last_used_at,
          revokedAt: row.revoked_at,
        })
      }
      return keys
    },
  }
}
