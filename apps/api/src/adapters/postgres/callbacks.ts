import { isCallbackOpen } from '@countersign/shared/statuses'
import type { CallbackStore } from '../../ports/unit-of-work.ts'
import type { Prisma } from './generated/client.ts'

export function createCallbackStore(tx: Prisma.TransactionClient): CallbackStore {
  return {
    async insert({ body, ...callback }) {
      await tx.callback.create({ data: { ...callback, ...body }, select: { id: true } })
      // Heard by the workers on commit: one that is due goes out at once, a held one sets their timer.
      await tx.$executeRaw`select pg_notify('countersign_callbacks', '')`
    },

    async change(id, from, to, at, detail) {
      const { count } = await tx.callback.updateMany({
        where: { id, status: from },
        data: {
          status: to,
          ...(isCallbackOpen(to) ? {} : { finishedAt: at }),
          ...(detail === undefined ? {} : { detail }),
        },
      })
      return count === 1
    },
  }
}
