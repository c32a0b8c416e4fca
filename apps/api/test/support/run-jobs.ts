import { runDueJobs } from '../../src/adapters/jobs/job-runner.ts'
import type { Database } from '../../src/adapters/postgres/database.ts'
import type { JobHandlers, JobName } from '../../src/ports/jobs.ts'
import type { Log } from '../../src/ports/log.ts'
import type { Metrics } from '../../src/ports/metrics.ts'

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

/** Handlers for a test: those it names, and nothing for the others. */
export function handlersFor(some: Partial<JobHandlers>): JobHandlers {
  const idle = Object.fromEntries(NAMES.map((name) => [name, async () => {}])) as unknown as JobHandlers
  return { ...idle, ...some }
}

/**
 * One pass over everything that is due, jobs added on the way included. Two runners that look at one queue in the same
 * moment may each leave its job to the other and end; a service looks again at once, and so does this.
 */
export async function runJobsOnce(database: Database, handlers: JobHandlers, log: Log = silentLog): Promise<void> {
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    await runDueJobs({ pool: database.pool, log }, handlers)
    const { rowCount } = await database.pool.query(
      'select from graphile_worker.jobs where run_at <= now() and locked_at is null and attempts < max_attempts limit 1',
    )
    if (rowCount === 0) return
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
