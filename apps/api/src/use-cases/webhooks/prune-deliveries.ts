import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { resumeEndpoint } from './resume-endpoint.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
}

const KEPT_MS = 30 * 86_400_000
/** Short transactions: a delivery that is being recorded never waits long. */
const BATCH = 1_000

/**
 * Forgets what was finished and began more than thirty days ago. Also wakes all that waits, once a day: a job that was
 * given up, because the database or a sealing key was away for days, leaves nothing behind for good.
 */
export async function pruneDeliveries({ unitOfWork }: Deps): Promise<void> {
  for (;;) {
    const pruned = await unitOfWork.transaction(async ({ webhooks, now }) =>
      webhooks.prune(new Date((await now()).getTime() - KEPT_MS), BATCH),
    )
    if (pruned < BATCH) break
  }
  const endpoints = await unitOfWork.transaction(({ webhooks }) => webhooks.listening())
  for (const { id } of endpoints) await unitOfWork.transaction((stores) => resumeEndpoint(stores, id))
}
