import { randomBytes } from 'node:crypto'
import type { ApprovalId, EndpointId, EventId } from '@countersign/shared/ids'
import { type WebhookChange, type WebhookRequest, webhookRequest } from '@countersign/shared/webhooks'
import pg from 'pg'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { createSecretSealer } from '../../src/adapters/crypto/secret-sealer.ts'
import { createEgress } from '../../src/adapters/egress/egress.ts'
import { runJobs } from '../../src/adapters/jobs/job-runner.ts'
import { createPostgresWebhookReader } from '../../src/adapters/postgres/webhooks/webhook-reader.ts'
import { createSystemClock } from '../../src/adapters/system/clock.ts'
import { createPrometheusMetrics } from '../../src/adapters/system/metrics.ts'
import { createWebhookSignatures } from '../../src/adapters/webhooks/webhook-signatures.ts'
import type { JobHandlers } from '../../src/ports/jobs.ts'
import type { Log } from '../../src/ports/log.ts'
import { addComment } from '../../src/use-cases/add-comment.ts'
import { announceApproval } from '../../src/use-cases/announcements/announce-approval.ts'
import { createWebhookAnnouncer } from '../../src/use-cases/webhooks/announce-to-webhooks.ts'
import { changeWebhook } from '../../src/use-cases/webhooks/change-webhook.ts'
import { createWebhook } from '../../src/use-cases/webhooks/create-webhook.ts'
import { deliverWebhooks } from '../../src/use-cases/webhooks/deliver-webhooks.ts'
import { redeliverWebhook } from '../../src/use-cases/webhooks/redeliver-webhook.ts'
import { byKey, byUser } from '../builders.ts'
import { announceLive, handlersFor, letJobsAge, runJobsOnce, silentLog, silentMetrics } from '../support/run-jobs.ts'
import { accepted, useTestCore } from '../support/test-core.ts'
import { type Receiver, startReceiver } from './receiver.ts'

export const PUBLIC_URL = 'https://countersign.example'
export const ADMIN = byKey()

/** The core, a receiver on loopback, webhooks wired as the worker wires them, and a clock that is moved by hand. */
export function useWebhookWorld() {
  const core = useTestCore()
  const logs: object[] = []
  const log: Log = { ...silentLog, info: (fields) => logs.push(fields), warn: (fields) => logs.push(fields) }
  let receiver: Receiver | undefined
  let owner: pg.Client | undefined
  let shiftedMs = 0
  let random = () => 0.5

  const hold = { secretSealer: createSecretSealer([{ id: 'test', secret: randomBytes(32) }]) }
  const egress = createEgress({ allow: ['127.0.0.0/8'], allowHttp: true })
  const deps = () => ({
    ...core.deps,
    ...hold,
    egress,
    signatures: createWebhookSignatures(),
    clock: createSystemClock(),
    log,
    metrics: createPrometheusMetrics('worker'),
    random: () => random(),
    publicUrl: PUBLIC_URL,
  })

  beforeAll(async () => {
    receiver = await startReceiver()
    owner = new pg.Client({ connectionString: core.testDatabase.ownerUrl })
    await owner.connect()
  })
  afterEach(async () => {
    // Each test has the receiver and the endpoints to itself.
    await owner?.query(`update webhook_endpoint set disabled_at = now(), disabled_because = 'end of test'`)
    receiver?.received.splice(0)
    receiver?.behave(() => ({ status: 204 }))
  })
  afterAll(async () => {
    await owner?.end()
    await receiver?.close()
  })
  const ready = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('used before the tests run')
    return value
  }

  const announcing = () => ({ ...core.jobDeps, channels: [createWebhookAnnouncer(deps())] })
  const handlers = (some: Partial<JobHandlers> = {}): JobHandlers =>
    handlersFor({
      announce: ({ approvalId }) => announceApproval(announcing(), approvalId),
      'deliver-webhook': (payload) => deliverWebhooks({ ...deps(), ...core.jobDeps }, payload),
      ...some,
    })

  return {
    core,
    deps,
    logs,
    get receiver() {
      return ready(receiver)
    },
    get reader() {
      return createPostgresWebhookReader(core.database.pool)
    },
    jitter(next: () => number) {
      random = next
    },
    async endpoint(request: Partial<WebhookRequest> = {}) {
      const body = webhookRequest.parse({ name: 'Receiver', url: ready(receiver).url(), ...request })
      const { id, issued } = accepted(await createWebhook(deps(), { principal: ADMIN, request: body }))
      return { id, secret: issued.secret }
    },
    change: (endpointId: EndpointId, change: WebhookChange) =>
      changeWebhook(deps(), { principal: ADMIN, endpointId, change }).then(accepted),
    redeliver: (endpointId: EndpointId, eventId: EventId) =>
      redeliverWebhook(deps(), { principal: ADMIN, endpointId, eventId }).then(accepted),
    comment: (approvalId: ApprovalId, text = 'Looks right.') =>
      addComment(core.deps, { principal: byUser('usr_ana'), approvalId, text }).then(accepted),
    /** One pass over what is due. */
    work: (some: Partial<JobHandlers> = {}) =>
      runJobsOnce(core.database, handlers(some), { announcing: announcing(), log }),
    /** As the worker runs them, until stopped. */
    async run() {
      const jobs = await runJobs({ pool: core.database.pool, log, metrics: silentMetrics }, handlers(), [])
      const announcer = announceLive(core.testDatabase.databaseUrl, announcing(), log)
      return {
        async stop() {
          await announcer.stop()
          await jobs.stop()
        },
      }
    },
    /** Both clocks, the database's and that of the jobs. */
    async pass(ms: number) {
      shiftedMs += ms
      await ready(owner).query(
        `create or replace function countersign_now() returns timestamptz language sql volatile as
         $$ select clock_timestamp() + interval '${shiftedMs} milliseconds' $$`,
      )
      await letJobsAge(core.database, ms)
    },
    async deliveries(endpointId: EndpointId) {
      const page = await createPostgresWebhookReader(core.database.pool).deliveries(endpointId, {
        cursor: null,
        limit: 1_000,
      })
      return page?.items ?? []
    },
    async delivery(endpointId: EndpointId, eventId: EventId) {
      return ready(await createPostgresWebhookReader(core.database.pool).delivery({ endpointId, eventId }))
    },
    async detail(endpointId: EndpointId) {
      return ready(await createPostgresWebhookReader(core.database.pool).endpoint(endpointId))
    },
    /** How long until the next job is due. */
    async untilNextJobMs(): Promise<number | null> {
      const [row] = await core.sql<{ ms: number | null }>(
        `select extract(epoch from min(run_at) - now())::float8 * 1000 as ms from graphile_worker.jobs
         where task_identifier = 'deliver-webhook'`,
      )
      return row?.ms == null ? null : Math.ceil(row.ms)
    },
  }
}
