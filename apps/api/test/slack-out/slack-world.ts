import { randomBytes } from 'node:crypto'
import { teamId } from '@countersign/shared/ids'
import pg from 'pg'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { createSecretSealer } from '../../src/adapters/crypto/secret-sealer.ts'
import { JOB_CONNECTIONS, runJobs } from '../../src/adapters/jobs/job-runner.ts'
import { openDatabase } from '../../src/adapters/postgres/database.ts'
import { createSlackClient } from '../../src/adapters/slack/client.ts'
import type { JobHandlers } from '../../src/ports/jobs.ts'
import type { Log } from '../../src/ports/log.ts'
import type { SlackClient } from '../../src/ports/slack-client.ts'
import { announceApproval } from '../../src/use-cases/announcements/announce-approval.ts'
import { announceToSlack } from '../../src/use-cases/slack/announce-to-slack.ts'
import { openWorkspaceToken, tokenPlace } from '../../src/use-cases/slack/open-workspace-token.ts'
import { postSlackReply } from '../../src/use-cases/slack/post-slack-reply.ts'
import { showSlackHome } from '../../src/use-cases/slack/show-slack-home.ts'
import { updateSlackMessage } from '../../src/use-cases/slack/update-slack-message.ts'
import {
  announceLive,
  forgetJobs,
  handlersFor,
  letJobsAge,
  runJobsOnce,
  silentLog,
  silentMetrics,
} from '../support/run-jobs.ts'
import { ADMIN_TOKEN, GENERAL, SLACK_TEAM, type SlackStandIn, startSlackStandIn } from '../support/slack-stand-in.ts'
import { type TestCore, useTestCore } from '../support/test-core.ts'

export interface SlackWorld {
  readonly core: TestCore
  readonly slack: SlackStandIn
  readonly client: SlackClient
  readonly deps: SlackDeps
  /** Every job that is due, and those they add. */
  run(log?: Log): Promise<void>
  /** The same after so much time, on the jobs' clock and on the service's. */
  runAfter(ms: number): Promise<void>
  connect(workspaceId: string, channelId: string, token?: string): Promise<void>
  /** As a worker runs them: woken by the database, on connections of their own. */
  live(work: () => Promise<void>): Promise<void>
}

type SlackDeps = Parameters<typeof updateSlackMessage>[0] & Parameters<typeof showSlackHome>[0]

/** An emulated Slack, a database of its own, and the payments team's approvals routed to #general. */
export function useSlackWorld(): SlackWorld {
  const core = useTestCore()
  let slack: SlackStandIn | undefined
  let shiftMs = 0
  const sealer = createSecretSealer([{ id: 'test', secret: randomBytes(32) }])
  const ready = (): SlackStandIn => {
    if (!slack) throw new Error('the world is used before the tests run')
    return slack
  }
  beforeAll(async () => {
    slack = await startSlackStandIn()
    await world.connect(SLACK_TEAM, GENERAL)
  })
  afterEach(async () => {
    ready().fault = () => undefined
    await forgetJobs(core.database)
    await core.database.pool.query('delete from slack_pace')
    ready().calls.length = 0
  })
  afterAll(async () => {
    await slack?.close()
  })
  const announcing = () => ({ ...core.jobDeps, channels: [announceToSlack] })
  const handlers = (log: Log): JobHandlers => {
    const deps = { ...world.deps, ...core.jobDeps, log }
    return handlersFor({
      announce: ({ approvalId }) => announceApproval(announcing(), approvalId),
      'slack-message': (payload) => updateSlackMessage(deps, payload),
      'slack-reply': (payload) => postSlackReply(deps, payload),
      'slack-home': (payload) => showSlackHome(deps, payload),
    })
  }
  const world: SlackWorld = {
    core,
    get slack() {
      return ready()
    },
    get client() {
      const { unitOfWork } = core.deps
      return createSlackClient({
        apiUrl: ready().apiUrl,
        tokenOf: (id) => openWorkspaceToken({ unitOfWork, secretSealer: sealer }, id),
      })
    },
    get deps() {
      const { unitOfWork, reader } = core.deps
      const publicUrl = 'https://countersign.example.com'
      return { unitOfWork, reader, slack: world.client, publicUrl, log: silentLog, random: () => 0.5 }
    },
    async run(log = silentLog) {
      // A single pass may end while a queue is locked by a transaction that adds to it; a running worker would be woken.
      for (let due = true; due; ) {
        await runJobsOnce(core.database, handlers(log), { announcing: announcing(), log })
        due =
          (await core.sql('select 1 from graphile_worker.jobs where run_at <= now() and locked_at is null')).length > 0
      }
    },
    async runAfter(ms) {
      shiftMs += ms
      await shiftClock(core.testDatabase.ownerUrl, shiftMs)
      await letJobsAge(core.database, ms)
      await world.run()
    },
    async live(work) {
      const jobs = openDatabase(core.testDatabase.databaseUrl, {
        applicationName: 'jobs of the test',
        maxConnections: JOB_CONNECTIONS,
        onIdleError: () => {},
      })
      const runner = await runJobs({ pool: jobs.pool, log: silentLog, metrics: silentMetrics }, handlers(silentLog), [])
      const announcer = announceLive(core.testDatabase.databaseUrl, announcing())
      try {
        await work()
      } finally {
        await announcer.stop()
        await runner.stop()
        await jobs.close()
      }
    },
    async connect(workspaceId, channelId, token = ADMIN_TOKEN) {
      await core.deps.unitOfWork.transaction(async ({ slack: stores, ...rest }) => {
        const sealedToken = sealer.seal(token, tokenPlace(workspaceId))
        const workspace = { id: workspaceId, name: workspaceId, botUserId: 'U000000001', sealedToken, scopes: [] }
        await stores.workspaces.save({
          ...workspace,
          installedBy: null,
          installedAt: await rest.now(),
          removedAt: null,
        })
        await stores.routes.save({ teamId: teamId.parse('payments'), workspaceId, channelId, channelName: 'general' })
      })
    },
  }
  return world
}

async function shiftClock(ownerUrl: string, ms: number): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl })
  await owner.connect()
  await owner.query(
    `create or replace function countersign_now() returns timestamptz language sql volatile as
     $$ select clock_timestamp() + interval '${ms} milliseconds' $$`,
  )
  await owner.end()
}
