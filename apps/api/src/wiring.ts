import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { createIdentifiers } from './adapters/crypto/identifiers.ts'
import { createSecretSealer } from './adapters/crypto/secret-sealer.ts'
import { createTokenSealer } from './adapters/crypto/token-sealer.ts'
import { createDynamodbTokenVault } from './adapters/dynamodb/token-vault.ts'
import { createFormValidator } from './adapters/json-schema/form-validator.ts'
import { createPostgresApiKeys } from './adapters/postgres/api-keys.ts'
import { createPostgresApprovalReader } from './adapters/postgres/approval-reader.ts'
import { createPostgresBeatLoad } from './adapters/postgres/beat-load.ts'
import { openDatabase } from './adapters/postgres/database.ts'
import { createDatabaseClock } from './adapters/postgres/database-clock.ts'
import { createPostgresEventFeed } from './adapters/postgres/event-feed.ts'
import { createPostgresIdempotencyRecords } from './adapters/postgres/idempotency-records.ts'
import { createPostgresPeople } from './adapters/postgres/people.ts'
import { createPostgresReadiness } from './adapters/postgres/readiness.ts'
import { createPostgresSessionStore } from './adapters/postgres/sessions.ts'
import { createPostgresTokenVault, purgeExpiredTokens } from './adapters/postgres/token-vault.ts'
import { createPostgresUnitOfWork } from './adapters/postgres/unit-of-work.ts'
import { withQuota } from './adapters/step-functions/with-quota.ts'
import { createStepFunctionsEngine } from './adapters/step-functions/workflow-engine.ts'
import { createSystemClock } from './adapters/system/clock.ts'
import { createCrashPoints } from './adapters/system/crash-points.ts'
import { createHttpLog } from './adapters/system/http-log.ts'
import { createPinoLog, type LogStream } from './adapters/system/log.ts'
import { createPrometheusMetrics } from './adapters/system/metrics.ts'
import { repeat } from './adapters/system/repeat.ts'
import type { Config } from './config/config.ts'
import type { Secrets } from './config/secrets.ts'
import { createApp } from './http/app.ts'
import { createEventHub } from './http/event-hub.ts'
import { cookieName } from './http/middleware/session.ts'
import { listRoutes } from './http/routes.ts'
import { serve } from './http/serve.ts'
import { closeGoneApproval } from './use-cases/close-gone-approval.ts'
import { VERSION } from './version.ts'
import { wireIntegrations } from './wiring-integrations.ts'
import { wireSlackClient, wireSlackSetup } from './wiring-slack.ts'
import { wireSlackIn } from './wiring-slack-in.ts'

import { wireWebhookSetup } from './wiring-webhooks.ts'

export interface Settings {
  readonly config: Config
  readonly secrets: Secrets
  /** Where log lines go; stdout unless a test listens. */
  readonly logStream?: LogStream
}

const PRUNE_EVERY_MS = 10 * 60_000
/** In production the load balancer needs this long to notice that /readyz fails. */
const NOTICE_MS = 5_000

/** What both processes stand on. */
export function wireParts({ config, secrets, logStream }: Settings, role: 'api' | 'worker') {
  const clock = createSystemClock()
  const log = createPinoLog(config.logLevel, role, logStream)
  const metrics = createPrometheusMetrics(role)
  const database = openDatabase(config.database.url, {
    applicationName: `countersign ${role}`,
    maxConnections: config.database.poolSize,
    onIdleError: (err) => log.warn({ err }, 'an idle database connection broke'),
  })
  const { pool, prisma } = database
  metrics.observePool(() => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }))
  const { stepFunctionsEndpoint } = config.aws
  const stepFunctions = createStepFunctionsEngine(
    { clock, metrics },
    stepFunctionsEndpoint ? { endpoint: stepFunctionsEndpoint } : {},
  )
  const vault = wireVault(config, prisma)
  const crashPoints = createCrashPoints(config.crashAt, () => process.kill(process.pid, 'SIGKILL'))
  return crashPoints.parts({
    config,
    crashPoints,
    clock,
    log,
    metrics,
    database,
    identifiers: createIdentifiers(),
    unitOfWork: createPostgresUnitOfWork(pool),
    secretSealer: createSecretSealer(secrets.tokenKeys),
    sealer: createTokenSealer(secrets.tokenKeys, secrets.tokenHashKey),
    vault: vault.vault,
    engine: withQuota(stepFunctions, clock, { sendPerSecond: config.worker.sendTaskRate }),
    async close() {
      stepFunctions.close()
      vault.close()
      await database.close()
    },
  })
}

function wireVault({ tokenVault, aws }: Config, prisma: Parameters<typeof createPostgresTokenVault>[0]) {
  if (tokenVault.kind === 'postgres') return { vault: createPostgresTokenVault(prisma), close: () => undefined }
  const client = new DynamoDBClient({
    region: aws.region,
    ...(aws.dynamodbEndpoint ? { endpoint: aws.dynamodbEndpoint } : {}),
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
  })
  return { vault: createDynamodbTokenVault(client, tokenVault.table), close: () => client.destroy() }
}

export async function wireApi(settings: Settings) {
  const { config, secrets } = settings
  const parts = wireParts(settings, 'api')
  const { clock, log, metrics, database } = parts
  const { pool, prisma } = database
  const reader = createPostgresApprovalReader(pool)
  const people = createPostgresPeople(pool)
  const idempotencyRecords = createPostgresIdempotencyRecords(pool)
  const sessionStore = createPostgresSessionStore(pool, log)
  const readiness = createPostgresReadiness(pool)
  const feed = createPostgresEventFeed(config.database.url, clock, log)
  const eventHub = createEventHub({ reader, feed, clock, metrics, log })
  const slackClient = wireSlackClient(parts)
  const slackIn = wireSlackIn(parts, slackClient)
  const slackSetup = wireSlackSetup(parts, slackClient)
  let draining = false

  const routes = listRoutes({
    ...parts,
    reader,
    people,
    eventHub,
    forms: createFormValidator(),
    beatLoad: createPostgresBeatLoad(pool, clock),
    beatQuotaPerSecond: config.worker.sendTaskRate,
    databaseClock: createDatabaseClock(pool),
    readiness,
    isDraining: () => draining,
    ...wireWebhookSetup(parts),
    ...wireIntegrations(database, secrets),
    publicUrl: config.http.publicUrl,
    mailEnabled: config.mail !== null,
    authMode: config.authMode,
    slackSignIn: slackIn.signIn,
    ...slackSetup.routes,
    cookieName: cookieName(config.http.publicUrl.startsWith('https:')),
    version: { name: 'countersign', version: VERSION, commit: config.commit },
    async closeGone(approvalId, attemptId) {
      const dossier = await reader.dossier(approvalId)
      if (!dossier) return
      const { executionArn } = dossier.approval.source
      await closeGoneApproval(parts, { approvalId, attemptId, executionArn, otherwise: 'task_gone' })
    },
  })
  const app = createApp(
    {
      ...parts,
      sessionSecrets: secrets.sessionSecrets,
      httpLog: createHttpLog(log),
      apiKeys: createPostgresApiKeys(pool),
      people,
      readiness,
      sessionStore,
      idempotencyRecords,
      slackEvents: slackIn.events,
    },
    routes,
  )
  const server = await serve(app, config.http)
  const stopPruning = repeat(parts, 'pruning', PRUNE_EVERY_MS, async () => {
    await idempotencyRecords.prune()
    if (config.tokenVault.kind === 'postgres') await purgeExpiredTokens(prisma)
  })

  return {
    log,
    port: server.port,
    routes,
    eventHub,
    /** Stops taking traffic, answers what is under way, then lets go of everything. */
    async drain() {
      draining = true
      if (config.production) await new Promise<void>((resolve) => clock.after(NOTICE_MS, resolve))
      eventHub.close()
      await server.close()
      slackSetup.stop()
      await slackIn.drain()
      stopPruning()
      sessionStore.close()
      await feed.close()
      await parts.close()
    },
  }
}
