import { EventEmitter } from 'node:events'
import {
  Logger,
  parseCronItems,
  type RunnerOptions,
  run,
  runOnce,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker'
import type { Pool } from 'pg'
import type { CronEntry, JobHandlers, JobName, JobPayloads } from '../../ports/jobs.ts'
import type { Log } from '../../ports/log.ts'
import type { Metrics } from '../../ports/metrics.ts'
import { guardJobs } from './guard-jobs.ts'
import { keepRunning, type Run } from './keep-running.ts'
import { countDueJobs, wakeForDueJobs } from './wake-for-due-jobs.ts'

interface Deps {
  /** Its own: jobs never take a connection from the delivery of decisions. */
  readonly pool: Pool
  readonly log: Log
}

interface RunnerDeps extends Deps {
  readonly metrics: Pick<Metrics, 'jobRan'>
}

/** Jobs mostly wait for receivers. A slow one holds two slots at most: an endpoint has two lanes, a Slack channel one. */
const CONCURRENCY = 12
/** One is kept by the listener, one by the guard; a job holds one only while it reads or writes. */
export const JOB_CONNECTIONS = 10

export interface JobRunner {
  /** No further job begins; resolves when those under way have ended. */
  stop(): Promise<void>
}

/**
 * Runs jobs as they come, woken by the database, and the cron entries once across all workers. graphile-worker ends when
 * it cannot write down what came of a job, as in an outage of the database; then it is started again, until `stop`.
 */
export const runJobs = (deps: RunnerDeps, handlers: JobHandlers, cron: readonly CronEntry[]): Promise<JobRunner> =>
  keepRunning(() => beginRunning(deps, handlers, cron), deps.log)

async function beginRunning(deps: RunnerDeps, handlers: JobHandlers, cron: readonly CronEntry[]): Promise<Run> {
  const events: WorkerEvents = new EventEmitter()
  const guard = await guardJobs(deps, events)
  const alarm = wakeForDueJobs(deps, events)
  reportJobs(deps, events, handlers)
  const release = async () => {
    alarm.stop()
    await guard.stop()
  }
  try {
    const runner = await run({
      ...optionsOf(deps, handlers),
      pollInterval: 60_000,
      // One row an entry: one that keeps failing is replaced by its next turn instead of piling up beside it.
      parsedCronItems: parseCronItems(
        cron.map(({ name, schedule }) => ({ task: name, match: schedule, options: { jobKey: `cron:${name}` } })),
      ),
      events,
    })
    return {
      ended: runner.promise.then(
        () => 'stopped',
        (err: unknown) => err,
      ),
      stop: once(async () => {
        // It refuses when it has ended by itself.
        await runner.stop().catch((err: unknown) => deps.log.debug({ err }, 'the job runner had ended before'))
        await release()
      }),
    }
  } catch (error) {
    await release()
    throw error
  }
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => {
    done ??= work()
    return done
  }
}

/**
 * A job that throws is run again after e, e², … seconds, at most e¹⁰ (6 h), 25 times in all: about four days. Meanwhile the
 * others of its queue go on. What is given up then stays as a row; nobody would look for it if nothing said so.
 */
function reportJobs({ log, metrics }: RunnerDeps, events: WorkerEvents, handlers: JobHandlers): void {
  const nameOf = (task: string): JobName | 'unknown' => (task in handlers ? (task as JobName) : 'unknown')
  events.on('job:success', ({ job }) => metrics.jobRan(nameOf(job.task_identifier), 'done'))
  events.on('job:error', ({ job }) => {
    if (job.attempts < job.max_attempts) metrics.jobRan(nameOf(job.task_identifier), 'again')
  })
  events.on('job:failed', ({ job, error }) => {
    const name = nameOf(job.task_identifier)
    metrics.jobRan(name, 'failed')
    log.error(
      { alert: 'job_failed', job: name, jobId: job.id, attempts: job.attempts, err: error },
      'a job was given up',
    )
  })
}

/**
 * Tests: everything that is due now, jobs added on the way included. Workers that meet at a queue's lock go home while
 * it still has jobs, so this looks again until nothing is due.
 */
export async function runDueJobs(deps: Deps, handlers: JobHandlers): Promise<void> {
  do {
    await runOnce(optionsOf(deps, handlers))
  } while ((await countDueJobs(deps.pool, 1)) > 0)
}

const optionsOf = ({ pool, log }: Deps, handlers: JobHandlers): RunnerOptions => ({
  pgPool: pool,
  concurrency: CONCURRENCY,
  noHandleSignals: true,
  taskList: toTaskList(handlers),
  logger: createLogger(log),
  // Written at once, but awaited before it ends, and an outage ends it instead of the process.
  preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
})

function toTaskList(handlers: JobHandlers): TaskList {
  const task = <N extends JobName>(name: N) => {
    const handle = handlers[name]
    // Only our own `JobStore` and cron write payloads, so their shape is known by name.
    return [name, (payload: unknown) => handle(payload as JobPayloads[N])] as const
  }
  return Object.fromEntries((Object.keys(handlers) as JobName[]).map((name) => task(name)))
}

function createLogger(log: Log): Logger {
  return new Logger((scope) => (level, message, meta) => {
    const fields = { ...(scope.taskIdentifier ? { job: scope.taskIdentifier } : {}), ...errorOf(meta) }
    if (level === 'error') log.error(fields, message)
    else if (level === 'warning') log.warn(fields, message)
    else log.debug(fields, message)
  })
}

/** Of what the library would log, only the error: payloads stay out. */
const errorOf = (meta: unknown): object =>
  typeof meta === 'object' && meta !== null && 'error' in meta ? { err: meta.error } : {}
