import type { TokenVault } from '../../ports/token-vault.ts'
import type { PrismaClient } from './generated/client.ts'

/** The vault for sites without DynamoDB. Ciphertext only; rows past `expires_at` are removed by `purgeExpiredTokens`. */
export function createPostgresTokenVault(prisma: PrismaClient): TokenVault {
  return {
    async put(attemptId, envelope, expiresAt) {
      const [row] = await prisma.$queryRaw<{ envelope: string }[]>`
        insert into sealed_token (attempt_id, envelope, expires_at) values (${attemptId}, ${envelope}, ${expiresAt})
        on conflict (attempt_id) do update set envelope = sealed_token.envelope
        returning envelope`
      return row?.envelope === envelope ? 'stored' : 'conflict'
    },

    async get(attemptId) {
      const row = await prisma.sealedToken.findUnique({ where: { attemptId }, select: { envelope: true } })
      return row?.envelope
    },

    async remove(attemptId) {
      await prisma.sealedToken.deleteMany({ where: { attemptId } })
    },
  }
}

/** What DynamoDB's TTL does: at most `limit` rows a call, so that no statement runs long. */
export async function purgeExpiredTokens(prisma: PrismaClient, limit = 1_000): Promise<number> {
  return prisma.$executeRaw`
    delete from sealed_token where attempt_id in
      (select attempt_id from sealed_token where expires_at < countersign_now() order by expires_at limit ${limit})`
}
