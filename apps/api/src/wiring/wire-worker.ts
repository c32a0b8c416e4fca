import { randomBytes } from 'node:crypto'
import { JOB_CONNECTIONS, runJobs } from '../adapters/jobs/job-runner.ts'
import { createBacklogReader } from '../adapters/postgres/backlog.ts'
import { createPostgresCallbackQueue } from '../adapters/postgres/callback-queue.ts'
import { openDatabase } from '../adapters/postgres/database.ts'
import { createPostgresHeartbeatShards } from '../adapters/postgres/heartbeat-shards.ts'
import { createPostgresUnitOfWork } from '../adapters/postgres/unit-of-work.ts'
import { createPostgresWakeUp } from '../adapters/postgres/wake-up.ts'
import { createPostgresWatchList } from '../adapters/postgres/watch-list.ts'
import { rememberingVault } from '../adapters/system/remembering-vault.ts'
import { ConfigError } from '../config/config.ts'
import { createBeatBook } from '../domain/heartbeats/beat-book.ts'
import { createOutages } from '../domain/outages.ts'
import { runAuditLoops } from '../worker/audit-duties.ts'
import { runWorker } from '../worker/run-worker.ts'
import { serveHealth } from '../worker/serve-health.ts'
import { auditSettings, wireAudit } from './wire-audit.ts'
import { wireChannels } from './wire-channels.ts'
import { type Settings, wireParts } from './wire-parts.ts'

const SHARDS = 64
/** A call with its time-out, its record, and a little more. */
const DRAIN_MS = 10_000

const NO_SIGNING_KEY =
  'AUDIT_SIGNING_KEYS is missing: the worker signs the audit log with it. Set it to base64 of 32 random bytes: openssl rand -base64 32'

/** The worker process. Its name ends with the key of its advisory lock, so each start is another worker. */
export async function wireWorker(settings: Settings) {
  const { config, secrets } = settings
  const signing = auditSettings(config, secrets)
  if (config.production && !signing) throw new ConfigError([NO_SIGNING_KEY])
  const parts = wireParts(settings, 'worker')
  const { log, metrics, database, crashPoints } = parts
  const owner = `worker-${randomBytes(4).toString('hex')}`
  const livenessMs = config.worker.livenessSeconds * 1_000
  let ready = true

  const deps = {
    ...parts,
    random: Math.random,
    vault: rememberingVault(parts.vault),
    callbackQueue: crashPoints.queue(createPostgresCallbackQueue(database.pool)),
    shards: crashPoints.shards(createPostgresHeartbeatShards(database.pool)),
    watchList: createPostgresWatchList(database.pool),
    outages: createOutages(),
    book: createBeatBook({
      livenessMs,
      quotaOf: parts.sendQuota.quotaOf,
      shards: SHARDS,
      random: Math.random,
    }),
  }
  const wakeUp = createPostgresWakeUp(deps, config.database.url, owner)
  const jobsDatabase = openDatabase(config.database.url, {
    applicationName: 'countersign jobs',
    maxConnections: JOB_CONNECTIONS,
    onIdleError: (err) => log.warn({ err }, 'an idle database connection broke'),
  })
  // What the channels do waits for its own connections, never for those that deliver decisions and send heartbeats.
  const channels = wireChannels({
    ...parts,
    database: jobsDatabase,
    unitOfWork: createPostgresUnitOfWork(jobsDatabase.pool),
  })
  const { announceNews } = channels
  const worker = await runWorker({ ...deps, announceNews, wakeUp }, { owner, livenessMs })
  const audit = runAuditLoops(
    {
      ...deps,
      ...wireAudit(jobsDatabase, config),
      unitOfWork: createPostgresUnitOfWork(jobsDatabase.pool),
    },
    signing,
  )
  metrics.observeBacklog(createBacklogReader(jobsDatabase.pool))
  const jobs = await runJobs({ pool: jobsDatabase.pool, log, metrics }, channels.handlers, channels.cron)
  const health = await serveHealth(
    { ...parts, isReady: () => ready },
    { host: config.http.host, port: config.worker.port },
  )
  log.info({ owner, port: health.port }, 'working')

  return {
    log,
    port: health.port,
    /** Hands everything over and lets go of everything. */
    async drain() {
      ready = false
      await Promise.all([worker.drain(DRAIN_MS), jobs.stop(), audit.stop()])
      await jobsDatabase.close()
      await health.close()
      await parts.close()
    },
  }
}
