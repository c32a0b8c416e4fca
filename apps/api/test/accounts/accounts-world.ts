import { randomBytes } from 'node:crypto'
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { accountView } from '@countersign/shared/accounts'
import { registered } from '@countersign/shared/registration'
import type { ApprovalView } from '@countersign/shared/views'
import { expect } from 'vitest'
import { parseConfig } from '../../src/config/config.ts'
import { readEnv } from '../../src/config/env.ts'
import { wireWorker } from '../../src/wiring/wire-worker.ts'
import { readApproval } from '../http/support/registration-body.ts'
import { type Client, type Reply, startTestApi } from '../http/support/test-api.ts'
import { startTestEngine, type TestEngine } from '../support/test-engine.ts'
import { startStsStandIn } from './sts-stand-in.ts'

/** The service's own account; nothing runs there. */
const HOME = '999999999999'
export const PROD = '111111111111'
export const LAB = '222222222222'
/** Two accounts and two regions. */
const PLACES = [`${PROD}/eu-west-1`, `${PROD}/us-east-1`, `${LAB}/us-east-1`] as const
export type PlaceName = (typeof PLACES)[number]

export const roleOf = (account: string) => `arn:aws:iam::${account}:role/teams/countersign`

const MACHINE = {
  StartAt: 'Review',
  States: {
    Review: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: { FunctionName: 'register', Payload: { 'context.$': '$$', 'approval.$': '$$.Execution.Input' } },
      HeartbeatSeconds: 600,
      End: true,
    },
  },
}

export interface Waiting {
  readonly executionArn: string
  readonly id: string
}

export type AccountsWorld = Awaited<ReturnType<typeof startAccountsWorld>>

/** An engine for each account and region, an STS that knows their roles, the whole API and the whole worker. */
export async function startAccountsWorld({ livenessSeconds = 1 }: { livenessSeconds?: number } = {}) {
  /** What the registration of an execution was answered, also a refusal. */
  const answers = new Map<string, Reply>()
  const register = async (input: unknown) => {
    const { context, approval } = input as { context: { Execution: { Id: string } }; approval: object }
    const body = { context, approval: { title: 'Refund EUR 12', team: 'payments', ...approval } }
    answers.set(context.Execution.Id, await registrar('POST', '/v1/approvals', { body }))
    return null
  }
  const sts = await startStsStandIn(HOME)
  const engines = new Map<PlaceName, TestEngine>()
  for (const place of PLACES) {
    const [account = '', region = ''] = place.split('/')
    engines.set(place, await startTestEngine({ account, region, handlers: { register } }))
  }
  const env = {
    TOKEN_KEYS: `t1:${randomBytes(32).toString('base64')}`,
    TOKEN_VAULT: 'postgres',
    AWS_ACCOUNT_ID: HOME,
    AWS_ENDPOINT_URL_STS: sts.endpoint,
    // Whatever else is called, nobody answers.
    AWS_ENDPOINTS_SFN: [...engines, ['*/*', { endpoint: 'http://127.0.0.1:9' }] as const]
      .map(([place, { endpoint }]) => `${place}=${endpoint}`)
      .join(),
  }
  let databaseUrl = ''
  const api = await startTestApi(env, async (url) => {
    databaseUrl = url
    return url
  })
  const settings = parseConfig(
    readEnv({
      ...env,
      DATABASE_URL: databaseUrl,
      SESSION_SECRETS: randomBytes(32).toString('base64'),
      WORKER_PORT: '0',
      LIVENESS_SECONDS: String(livenessSeconds),
    }),
  )
  const lines: string[] = []
  const worker = await wireWorker({ ...settings, logStream: { write: (line: string) => lines.push(line) } })
  const registrar: Client = await api.keyClient()
  const marco = await api.signIn('marco')
  const admin = await api.signIn('helen')
  let machines = 0

  const engineAt = (place: PlaceName): TestEngine => {
    const engine = engines.get(place)
    if (!engine) throw new Error(`no engine at ${place}`)
    return engine
  }

  return {
    api,
    sts,
    admin,
    lines,
    engineAt,

    /** Starts an execution there, and returns it when its registration was answered. */
    async start(place: PlaceName, approval: object = {}): Promise<{ executionArn: string; reply: Reply }> {
      const { client } = engineAt(place)
      machines += 1
      const { stateMachineArn } = await client.send(
        new CreateStateMachineCommand({
          name: `m${machines}`,
          definition: JSON.stringify(MACHINE),
          roleArn: `arn:aws:iam::${place.split('/')[0]}:role/workflow`,
        }),
      )
      const { executionArn = '' } = await client.send(
        new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(approval) }),
      )
      await expect.poll(() => answers.get(executionArn), { timeout: 10_000 }).toBeDefined()
      return { executionArn, reply: answers.get(executionArn) as Reply }
    },

    async ask(place: PlaceName, approval: object = {}): Promise<Waiting> {
      const { executionArn, reply } = await this.start(place, approval)
      if (reply.status !== 201) throw new Error(`registration answered ${reply.status}: ${reply.text}`)
      const { id } = registered.parse(reply.body)
      await expect.poll(() => engineAt(place).controls.openTokens(executionArn).length).toBe(1)
      return { executionArn, id }
    },

    async approve(id: string): Promise<void> {
      const { caseDigest } = await readApproval(registrar, id)
      const body = { outcome: 'approve', caseDigest, undoSeconds: 0 }
      const reply = await marco('POST', `/v1/approvals/${id}/votes`, { body })
      if (reply.status !== 200) throw new Error(`the vote answered ${reply.status}: ${reply.text}`)
    },

    read: (id: string): Promise<ApprovalView> => readApproval(registrar, id),

    /** Waits until the callback is there. */
    async callbackIs(id: string, status: string): Promise<ApprovalView> {
      await expect
        .poll(async () => (await readApproval(registrar, id)).callback?.status, { timeout: 15_000 })
        .toBe(status)
      return readApproval(registrar, id)
    },

    async outcomeOf(place: PlaceName, executionArn: string) {
      const { client } = engineAt(place)
      await expect
        .poll(async () => (await client.send(new DescribeExecutionCommand({ executionArn }))).status, {
          timeout: 10_000,
        })
        .not.toBe('RUNNING')
      const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn }))
      return events.filter(({ type }) => type?.startsWith('Task')).map(({ type }) => type)
    },

    /** Adds the account as an admin does, and creates its role with the external id it was given. */
    async addAccount(account: string, more: object = {}) {
      const body = { id: account, label: `Account ${account}`, roleArn: roleOf(account), ...more }
      const reply = await admin('POST', '/v1/accounts', { body })
      if (reply.status !== 201) throw new Error(`adding answered ${reply.status}: ${reply.text}`)
      const view = accountView.parse(reply.body)
      sts.roles.set(roleOf(account), { externalId: view.externalId })
      return view
    },

    async change(account: string, body: object) {
      const reply = await admin('POST', `/v1/accounts/${account}`, { body })
      if (reply.status !== 200) throw new Error(`changing answered ${reply.status}: ${reply.text}`)
      return accountView.parse(reply.body)
    },

    async check(account: string) {
      const reply = await admin('POST', `/v1/accounts/${account}/check`, { body: {} })
      if (reply.status !== 200) throw new Error(`the check answered ${reply.status}: ${reply.text}`)
      return accountView.parse(reply.body)
    },

    async auditTypes(about: string): Promise<readonly string[]> {
      const { rows } = await api.sql(`select type from audit_entry where leaf like '%' || $1 || '%' order by seq`, [
        about,
      ])
      return rows.map(({ type }) => String(type))
    },

    async close() {
      await worker.drain()
      await api.stop()
      await Promise.all([...engines.values()].map((engine) => engine.stop()))
      await sts.close()
    },
  }
}
