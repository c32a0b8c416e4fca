import { runDueJobs } from '../../src/adapters/jobs/job-runner.ts'
import type { Database } from '../../src/adapters/postgres/database.ts'
import { createPostgresEventFeed } from '../../src/adapters/postgres/event-feed.ts'
import { createSystemClock } from '../../src/adapters/system/clock.ts'
import type { JobHandlers, JobName } from '../../src/ports/jobs.ts'
import type { Log } from '../../src/ports/log.ts'
import type { Metrics } from '../../src/ports/metrics.ts'
import { announceNews } from '../../src/use-cases/announcements/announce-news.ts'
import { runAnnounceLoop } from '../../src/worker/announce-duties.ts'

export const silentLog: Log = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => silentLog,
}

export const silentMetrics: Pick<Metrics, 'jobRan'> = { jobRan() {} }

const NAMES: readonly JobName[] = [
  'announce',
  'deliver-webhook',
  'slack-message',
  'slack-reply',
  'slack-home',
  'slack-action',
  'send-notice',
  'tend-stage',
  'tend-stages',
  'plan-digests',
  'plan-reminders',
  'end-snoozes',
  'probe-account',
  'prune-channels',
]

export type Announcing = Omit<Parameters<typeof announceNews>[0], 'log'>

/** Tells the log's news as a worker does, as soon as they are written. */
export function announceLive(databaseUrl: string, announcing: Announcing, log: Log = silentLog) {
  const clock = createSystemClock()
  const deps = { clock, log, random: Math.random, announceNews: () => announceNews({ ...announcing, log }) }
  const loop = runAnnounceLoop(deps)
  const feed = createPostgresEventFeed(databaseUrl, clock, log)
  feed.subscribe(() => loop.wake())
  return {
    async stop() {
      await feed.close()
      await loop.stop()
    },
  }
}

/** Handlers for a test: those it names, and nothing for the others. */
export function handlersFor(some: Partial<JobHandlers>): JobHandlers {
  const idle = Object.fromEntries(NAMES.map((name) => [name, async () => {}])) as unknown as JobHandlers
  return { ...idle, ...some }
}

/**
 * One pass over what the log says and everything that is due, jobs added on the way included. Two runners that look at
 * one queue in the same moment may each leave its job to the other and end; a service looks again at once, and so does this.
 */
export async function runJobsOnce(
  database: Database,
  handlers: JobHandlers,
  { announcing, log = silentLog }: { readonly announcing?: Announcing; readonly log?: Log } = {},
): Promise<void> {
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    while (announcing && (await announceNews({ ...announcing, log })));
    await runDueJobs({ pool: database.pool, log }, handlers)
    const { rows } = await database.pool.query(
      `select exists (select from graphile_worker.jobs where run_at <= now() and locked_at is null and attempts < max_attempts)
         or ($1 and (select seq from announcer) < (select seq from audit_head)) as more`,
      [announcing !== undefined],
    )
    if (!rows[0]?.more) return
  }
}

/** Between tests: no job waits, and no queue is held by one that was taken away while its end was being written. */
export async function forgetJobs(database: Pick<Database, 'pool'>): Promise<void> {
  await database.pool.query('delete from graphile_worker._private_jobs')
  await database.pool.query('delete from graphile_worker._private_job_queues')
}

/** A job that adds itself again without a delay would go on for ever. */
const MAX_PASSES = 10

/** Lets time pass for waiting jobs: what would be due within `ms` is due now. The test's own clock moves separately. */
export async function letJobsAge(database: Database, ms: number): Promise<void> {
  await database.pool.query(
    `update graphile_worker._private_jobs set run_at = run_at - $1::bigint * interval '1 millisecond' where locked_at is null`,
    [ms],
  )
}
