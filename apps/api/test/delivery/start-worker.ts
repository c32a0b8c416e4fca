import { randomBytes } from 'node:crypto'
import { createPostgresWakeUp } from '../../src/adapters/postgres/wake-up.ts'
import { withQuota } from '../../src/adapters/step-functions/with-quota.ts'
import { createBeatBook } from '../../src/domain/heartbeats/beat-book.ts'
import { createOutages } from '../../src/domain/outages.ts'
import { runWorker } from '../../src/worker/run-worker.ts'
import type { World } from './workflow-world.ts'

/** The whole worker inside the test's process, with books and leases of its own. */
export async function startWorker(world: World, { livenessMs = 1_000 }: { livenessMs?: number } = {}) {
  const { deps } = world
  const owner = `worker-${randomBytes(4).toString('hex')}`
  const worker = await runWorker(
    {
      ...deps,
      engine: withQuota(deps.engine, deps.clock, { sendPerSecond: 400 }),
      outages: createOutages(),
      book: createBeatBook({ livenessMs, quotaOf: () => 400, shards: 64, random: Math.random }),
      // Deliveries only: nobody is told.
      announceNews: async () => false,
      wakeUp: createPostgresWakeUp(deps, world.databaseUrl, owner),
    },
    { owner, livenessMs },
  )
  return { owner, stop: () => worker.drain(10_000) }
}
