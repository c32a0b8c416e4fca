import type { Worker, WorkerEvents } from 'graphile-worker'
import type { Pool } from 'pg'
import type { Log } from '../../ports/log.ts'

/** A message that waits a second for its channel's limit still shows the truth within two. */
const AT_LEAST_EVERY_MS = 500
/** About as long as it takes to write down that a job is done. */
const SOON_MS = 4

/**
 * The database wakes the runner when a job is added, but neither when a postponed one comes due nor when a queue is let
 * go: a worker that looks for its next job before the end of its last is written finds the queue taken, and sleeps. So
 * this looks for due jobs shortly after each job, then ever more rarely, and wakes as many workers as there are. One
 * look for all, over the index of graphile-worker's own fetch, is cheaper than each worker's polling.
 */
export function wakeForDueJobs(
  { pool, log }: { readonly pool: Pool; readonly log: Log },
  events: WorkerEvents,
): { stop(): void } {
  const workers = new Set<Worker>()
  let waitMs = AT_LEAST_EVERY_MS
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  const lookIn = (ms: number) => {
    waitMs = ms
    clearTimeout(timer)
    timer = stopped ? undefined : setTimeout(() => void look(), ms)
  }
  const look = async () => {
    // While it looks, a job that ends wants another look.
    const waitedMs = waitMs
    waitMs = Number.POSITIVE_INFINITY
    let due = 0
    try {
      due = await countDueJobs(pool, workers.size)
      let toWake = due
      for (const worker of workers) if (toWake > 0 && worker.nudge()) toWake -= 1
    } catch (err) {
      log.warn({ err }, 'looking for due jobs failed, trying again')
    }
    if (waitMs === Number.POSITIVE_INFINITY)
      lookIn(due > 0 ? Math.min(waitedMs * 2, AT_LEAST_EVERY_MS) : AT_LEAST_EVERY_MS)
  }
  events.on('worker:create', ({ worker }) => workers.add(worker))
  events.on('worker:stop', ({ worker }) => workers.delete(worker))
  events.on('job:complete', () => {
    if (waitMs > SOON_MS) lookIn(SOON_MS)
  })
  lookIn(AT_LEAST_EVERY_MS)

  return {
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
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
