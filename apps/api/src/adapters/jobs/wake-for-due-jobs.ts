import type { Worker, WorkerEvents } from 'graphile-worker'
import type { Pool } from 'pg'
import type { Log } from '../../ports/log.ts'

/** A message that waits a second for its channel's limit still shows the truth within two. */
const EVERY_MS = 500

/**
 * The database wakes the runner when a job is added, but not when a postponed one comes due: that, graphile-worker
 * finds by polling with each of its workers. One look for all of them, over the index of its own fetch, is cheaper.
 */
export function wakeForDueJobs(
  { pool, log }: { readonly pool: Pool; readonly log: Log },
  events: WorkerEvents,
): { stop(): void } {
  const workers = new Set<Worker>()
  events.on('worker:create', ({ worker }) => workers.add(worker))
  events.on('worker:stop', ({ worker }) => workers.delete(worker))
  let looking = false
  const look = async () => {
    if (looking) return
    looking = true
    try {
      let toWake = await countDueJobs(pool, workers.size)
      for (const worker of workers) if (toWake > 0 && worker.nudge()) toWake -= 1
    } catch (err) {
      log.warn({ err }, 'looking for due jobs failed, trying again')
    } finally {
      looking = false
    }
  }
  const timer = setInterval(() => void look(), EVERY_MS)
  return { stop: () => clearInterval(timer) }
}

/** At most `limit`; those that another job of their queue holds up are among them. */
export async function countDueJobs(pool: Pool, limit: number): Promise<number> {
  const { rows } = await pool.query<{ due: number }>(
    `select count(*)::int as due from (
       select 1 from graphile_worker._private_jobs where is_available and run_at <= now() limit $1
     ) as due_jobs`,
    [limit],
  )
  return rows[0]?.due ?? 0
}
