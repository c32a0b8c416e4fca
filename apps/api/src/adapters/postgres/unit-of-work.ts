import { z } from 'zod'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import { createApprovalStore } from './approvals.ts'
import { createAuditLog } from './audit-log.ts'
import { createCallbackStore } from './callbacks.ts'
import { createCommentStore } from './comments.ts'
import { createDecisionStore } from './decisions.ts'
import { createDeliveryStore } from './deliveries.ts'
import { createDirectoryStore } from './directory.ts'
import type { PrismaClient } from './generated/client.ts'
import { Prisma } from './generated/client.ts'
import { createKeyStore } from './key-store.ts'
import { createVoteStore } from './votes.ts'

/** Serialization failures and deadlocks pass when tried again; this many in a row are a fault in our lock order. */
const MAX_TRIES = 5

const nowRow = z.tuple([z.object({ now: z.date() })])

export function createPostgresUnitOfWork(prisma: PrismaClient): UnitOfWork {
  return {
    async transaction(work) {
      for (let tries = 1; ; tries += 1) {
        try {
          return await prisma.$transaction((tx) => work(createStores(tx)))
        } catch (error) {
          if (tries >= MAX_TRIES || !isRolledBackByChance(error)) throw error
        }
      }
    },
  }
}

function createStores(tx: Prisma.TransactionClient): Stores {
  return {
    // To the millisecond, as the columns keep it and as a Date carries it.
    async now() {
      const rows = await tx.$queryRaw`select date_trunc('milliseconds', countersign_now()) as now`
      return nowRow.parse(rows)[0].now
    },
    approvals: createApprovalStore(tx),
    votes: createVoteStore(tx),
    decisions: createDecisionStore(tx),
    callbacks: createCallbackStore(tx),
    comments: createCommentStore(tx),
    directory: createDirectoryStore(tx),
    keys: createKeyStore(tx),
    audit: createAuditLog(tx),
    deliveries: createDeliveryStore(tx),
  }
}

/** PostgreSQL rolled it back for the sake of another transaction (40001, 40P01). */
function isRolledBackByChance(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2034'
}
