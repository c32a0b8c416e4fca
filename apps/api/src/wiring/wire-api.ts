import { createCelConditions } from '../adapters/cel/condition-engine.ts'
import { createFormValidator } from '../adapters/json-schema/form-validator.ts'
import { createPostgresApiKeys } from '../adapters/postgres/api-keys.ts'
import { createPostgresApprovalReader } from '../adapters/postgres/approval-reader.ts'
import { createPostgresBeatLoad } from '../adapters/postgres/beat-load.ts'
import { createDatabaseClock } from '../adapters/postgres/database-clock.ts'
import { createPostgresEventFeed } from '../adapters/postgres/event-feed.ts'
import { createPostgresIdempotencyRecords } from '../adapters/postgres/idempotency-records.ts'
import { createPostgresPeople } from '../adapters/postgres/people.ts'
import { createPostgresReadiness } from '../adapters/postgres/readiness.ts'
import { createPostgresSessionStore } from '../adapters/postgres/sessions.ts'
import { purgeExpiredTokens } from '../adapters/postgres/token-vault.ts'
import { createHttpLog } from '../adapters/system/http-log.ts'
import { repeat } from '../adapters/system/repeat.ts'
import { createPolicyTexts } from '../adapters/yaml/policy-texts.ts'
import { createApp } from '../http/app.ts'
import { createEventHub } from '../http/event-hub.ts'
import { cookieName } from '../http/middleware/session.ts'
import { listRoutes } from '../http/routes.ts'
import { serve } from '../http/serve.ts'
import { closeGoneApproval } from '../use-cases/close-gone-approval.ts'
import { VERSION } from '../version.ts'
import { wireAccountSetup } from './wire-accounts.ts'
import { wireAuditReading } from './wire-audit.ts'
import { wireIntegrations } from './wire-integrations.ts'
import { type Settings, wireParts } from './wire-parts.ts'
import { wireSlackIn } from './wire-slack-in.ts'
import { wireSlackClient, wireSlackSetup } from './wire-slack-out.ts'
import { wireWebhookSetup } from './wire-webhooks.ts'

const PRUNE_EVERY_MS = 10 * 60_000
/** In production the load balancer needs this long to notice that /readyz fails. */
const NOTICE_MS = 5_000

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
  const accountSetup = wireAccountSetup(parts)
  let draining = false

  const routes = listRoutes({
    ...parts,
    reader,
    people,
    eventHub,
    forms: createFormValidator(),
    conditions: createCelConditions(),
    policyTexts: createPolicyTexts(),
    secondAdmin: config.secondAdmin,
    beatLoad: createPostgresBeatLoad(pool, clock),
    beatQuotaOf: parts.sendQuota.quotaOf,
    databaseClock: createDatabaseClock(pool),
    readiness,
    isDraining: () => draining,
    ...wireAuditReading(database),
    ...wireWebhookSetup(parts),
    ...accountSetup.routes,
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
      accountSetup.close()
      slackSetup.stop()
      await slackIn.drain()
      stopPruning()
      sessionStore.close()
      await feed.close()
      await parts.close()
    },
  }
}
