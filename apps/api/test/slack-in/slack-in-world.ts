import { randomBytes } from 'node:crypto'
import { approvalView } from '@countersign/shared/views'
import { afterAll, beforeAll } from 'vitest'
import { runDueJobs } from '../../src/adapters/jobs/job-runner.ts'
import { parseConfig } from '../../src/config/config.ts'
import { readEnv } from '../../src/config/env.ts'
import { tokenPlace } from '../../src/use-cases/slack/open-workspace-token.ts'
import { wireChannels } from '../../src/wiring/wire-channels.ts'
import { wireParts } from '../../src/wiring/wire-parts.ts'
import { type Asked, register } from '../http/support/registration-body.ts'
import type { PEOPLE } from '../http/support/seed-company.ts'
import { startTestApi } from '../http/support/test-api.ts'
import { letJobsAge } from '../support/run-jobs.ts'
import { createSlackDriver } from '../support/slack-driver.ts'
import { ADMIN_TOKEN, GENERAL, SLACK_TEAM, type SlackStandIn, startSlackStandIn } from '../support/slack-stand-in.ts'

type Person = keyof typeof PEOPLE
export type SlackInWorld = Awaited<ReturnType<typeof startSlackInWorld>>

export const SIGNING_SECRET = 'signing-secret-of-the-tests'
/** The one account the emulated Slack knows. */
export const ANA_IN_SLACK = 'U000000001'
export const MARCO_IN_SLACK = 'U0000MARCO'
const OTHER_WORKSPACE = 'T0000OTHER'

/** The API as it is deployed, its worker's jobs, and an emulated Slack; Ana and Marco have linked their accounts. */
export async function startSlackInWorld(
  env: Readonly<Record<string, string>> = {},
  answers: SlackStandIn['fault'] = () => undefined,
) {
  const slack = await startSlackStandIn()
  // Accounts the emulated Slack has never heard of are told all the same.
  slack.fault = (call) =>
    answers(call) ??
    (call.method === 'chat.postEphemeral' && call.fields.user !== ANA_IN_SLACK
      ? { kind: 'answer', status: 200, body: { ok: true, message_ts: '1.1' } }
      : undefined)
  const settings = {
    TOKEN_KEYS: `t1:${randomBytes(32).toString('base64')}`,
    SLACK_MODE: 'http',
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_CLIENT_ID: 'client-1',
    SLACK_CLIENT_SECRET: 'client-secret',
    SLACK_API_URL: slack.apiUrl,
    SLACK_WEB_URL: 'https://slack.example',
    ...env,
  }
  let databaseUrl = ''
  const api = await startTestApi(settings, async (url) => {
    databaseUrl = url
    return url
  })
  /** As the worker of this world is told. */
  const workerEnv = {
    AWS_ENDPOINT_URL_SFN: 'http://127.0.0.1:9',
    ...settings,
    DATABASE_URL: databaseUrl,
    TOKEN_VAULT: 'postgres',
    SESSION_SECRETS: randomBytes(32).toString('base64'),
    LOG_LEVEL: 'silent',
  }
  const workerLogs: string[] = []
  const logStream = { write: (line: string) => workerLogs.push(line) }
  const workerConfig = parseConfig(readEnv({ ...workerEnv, LOG_LEVEL: 'debug' }))
  const parts = wireParts({ ...workerConfig, logStream }, 'worker')
  const { handlers, announceNews } = wireChannels(parts)
  const client = await api.keyClient()

  let shiftedMs = 0
  const world = {
    api,
    slack,
    client,
    env: workerEnv,
    parts,
    handlers,
    workerLogs,
    driver: createSlackDriver(api.origin, SIGNING_SECRET),
    /** The log's news and every job that is due, and those they add: the worker's own handlers. */
    async work() {
      while (await announceNews());
      await runDueJobs({ pool: parts.database.pool, log: parts.log }, handlers)
    },
    /** The same when so much time has passed, for the jobs and for the service: each channel takes one message a second. */
    async workAfter(ms: number) {
      await world.work()
      shiftedMs += ms
      await api.sql(
        `create or replace function countersign_now() returns timestamptz language sql volatile as
         $$ select clock_timestamp() + interval '${shiftedMs} milliseconds' $$`,
      )
      await letJobsAge(parts.database, ms)
      await world.work()
    },
    register: (approval: Asked['approval'] = {}) => register(client, { approval }),
    read: async (id: string) => approvalView.parse((await client('GET', `/v1/approvals/${id}`)).body),
    async link(person: Person, userId: string, teamId = SLACK_TEAM) {
      await api.sql('insert into identity (issuer, subject, user_id) values ($1, $2, $3)', [
        `slack:${teamId}`,
        userId,
        `usr_${person}`,
      ])
    },
    async connect(workspaceId: string) {
      await api.sql(
        `insert into slack_workspace (id, name, bot_user_id, sealed_token, installed_at) values ($1, $1, 'UBOT00001', $2, now())`,
        [workspaceId, parts.secretSealer.seal(ADMIN_TOKEN, tokenPlace(workspaceId))],
      )
    },
    /** What a person was told, by nobody else seen; latest last. */
    told: (userId: string) =>
      slack.calls.filter(({ method, fields }) => method === 'chat.postEphemeral' && fields.user === userId).map(textOf),
    async votes(id: string) {
      return (
        await api.sql('select user_id, outcome, via from vote where approval_id = $1 and undone_at is null', [id])
      ).rows
    },
    async close() {
      await parts.close()
      await api.stop()
      await slack.close()
    },
  }
  await world.connect(SLACK_TEAM)
  await api.sql(
    `insert into slack_route (team_id, workspace_id, channel_id, channel_name) values ('payments', $1, $2, 'general')`,
    [SLACK_TEAM, GENERAL],
  )
  await world.link('ana', ANA_IN_SLACK)
  await world.link('marco', MARCO_IN_SLACK)
  return world
}

const textOf = ({ fields }: { readonly fields: Readonly<Record<string, unknown>> }): string =>
  JSON.stringify([fields.text, fields.blocks])

/** One world a file. */
export function useSlackInWorld(env: Readonly<Record<string, string>> = {}): { readonly world: SlackInWorld } {
  let world: SlackInWorld | undefined
  beforeAll(async () => {
    world = await startSlackInWorld(env)
  })
  afterAll(async () => {
    await world?.close()
  })
  return {
    get world() {
      if (!world) throw new Error('the world is used before the tests run')
      return world
    },
  }
}

export { GENERAL, OTHER_WORKSPACE, SLACK_TEAM }

/** What a message of ours carries in its buttons. */
export const shownOf = (view: { id: string; version: number; attempt: number; caseDigest: string }) => ({
  approvalId: view.id,
  version: view.version,
  attempt: view.attempt,
  caseDigest: view.caseDigest,
})
