import { keyId, teamId } from '@countersign/shared/ids'
import { z } from 'zod'
import { SCOPES } from '../../domain/principal.ts'
import type { KeyStore } from '../../ports/unit-of-work.ts'
import { createDirectoryStore } from './directory.ts'
import type { Prisma } from './generated/client.ts'
import { instant } from './instant.ts'

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

export function createKeyStore(tx: Prisma.TransactionClient): KeyStore {
  return {
    async insert({ secretHash, scopes, teams, ...key }) {
      const data = { ...key, secretHash: Uint8Array.from(secretHash), scopes: [...scopes], teams: [...teams] }
      await tx.apiKey.create({ data, select: { id: true } })
    },

    async revoke(id, at) {
      const { count } = await tx.apiKey.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: at } })
      return count === 1
    },

    async list() {
      const rows = await tx.$queryRaw<unknown[]>`
        select id, name, last_four, scopes, teams, acts_as, created_at, expires_at, last_used_at, revoked_at
        from api_key order by created_at, id`
      const directory = createDirectoryStore(tx)
      return Promise.all(
        rows.map(async (raw) => {
          const row = apiKeyRow.parse(raw)
          return {
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
          }
        }),
      )
    },
  }
}
