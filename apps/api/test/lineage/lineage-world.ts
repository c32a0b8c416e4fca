import { randomBytes } from 'node:crypto'
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  RedriveExecutionCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn'
import { attemptId } from '@countersign/shared/ids'
import { type Registered, registered } from '@countersign/shared/registration'
import type { ApprovalView } from '@countersign/shared/views'
import { createPostgresCallbackQueue } from '../../src/adapters/postgres/callback-queue.ts'
import { parseConfig } from '../../src/config/config.ts'
import { readEnv } from '../../src/config/env.ts'
import { createOutages } from '../../src/domain/outages.ts'
import { closeGoneApproval } from '../../src/use-cases/close-gone-approval.ts'
import { deliverCallbacks } from '../../src/use-cases/deliver-callbacks.ts'
import { wireParts } from '../../src/wiring/wire-parts.ts'
import { until } from '../delivery/workflow-world.ts'
import { readApproval } from '../http/support/registration-body.ts'
import { startTestApi } from '../http/support/test-api.ts'
import { startTestEngine } from '../support/test-engine.ts'

export interface Message {
  readonly executionArn: string
  readonly body: object
}

export interface Answer {
  readonly executionArn: string
  readonly status: number
  readonly body: Registered
}

export type LineageWorld = Awaited<ReturnType<typeof startLineageWorld>>

/**
 * A gate that registers through `via`: `register` posts the whole context at once, `register-bare` only what the contract
 * requires and the retry count, `queue` holds the message until the test delivers it, as SQS may.
 */
export function gate(approval: object = {}, more: object = { End: true }, via = 'register') {
  // A field may be given as a path instead.
  const literals = Object.fromEntries(
    [
      ['title', 'Refund'],
      ['team', 'payments'],
    ].filter(([name]) => !(`${name}.$` in approval)),
  )
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Parameters: {
      FunctionName: via,
      Payload: { 'context.$': '$$', approval: { ...literals, ...approval } },
    },
    ...more,
  }
}

export const machine = (state: object) => ({ StartAt: 'Review', States: { Review: state } })
export const retried = { Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 3 }] }

/** The real API on real PostgreSQL, the local engine behind the real SDK, and time that stands still in the engine. */
export async function startLineageWorld() {
  const answers: Answer[] = []
  const held: Message[] = []
  const engine = await startTestEngine({
    clock: 'manual',
    handlers: {
      register: (body, { executionArn }) => post({ executionArn, body: Object(body) }),
      'register-bare': (body, { executionArn }) => post({ executionArn, body: bare(Object(body)) }),
      queue: (body, { executionArn }) => held.push({ executionArn, body: Object(body) }),
    },
  })
  const env = {
    TOKEN_KEYS: `t1:${randomBytes(32).toString('base64')}`,
    TOKEN_HASH_KEY: randomBytes(32).toString('base64'),
    SESSION_SECRETS: randomBytes(32).toString('base64'),
    AWS_REGION: 'us-east-1',
    AWS_ACCOUNT_ID: '123456789012',
    AWS_ENDPOINT_URL_SFN: engine.endpoint,
  }
  let databaseUrl = ''
  const api = await startTestApi(env, async (url) => {
    databaseUrl = url
    return url
  })
  const registrar = await api.keyClient()
  const ana = await api.signIn('ana')
  const settings = parseConfig(readEnv({ ...env, DATABASE_URL: databaseUrl, TOKEN_VAULT: 'postgres' }))
  const parts = wireParts({ ...settings, logStream: { write: () => true } }, 'worker')
  const callbackQueue = createPostgresCallbackQueue(parts.database.pool)
  const deps = { ...parts, callbackQueue, outages: createOutages(), random: Math.random }
  let machines = 0

  async function post({ executionArn, body }: Message): Promise<Registered> {
    const reply = await registrar('POST', '/v1/approvals', { body })
    if (reply.status >= 300) throw new Error(`registration answered ${reply.status}: ${reply.text}`)
    const answer = { executionArn, status: reply.status, body: registered.parse(reply.body) }
    answers.push(answer)
    return answer.body
  }

  const read = (id: string): Promise<ApprovalView> => readApproval(ana, id)
  const answersOf = (executionArn: string) => answers.filter((each) => each.executionArn === executionArn)

  return {
    engine,
    post,
    read,
    ana,
    answersOf,
    api,

    async start(definition: object, input: unknown = {}): Promise<string> {
      machines += 1
      const { stateMachineArn } = await engine.client.send(
        new CreateStateMachineCommand({
          name: `machine-${machines}`,
          definition: JSON.stringify(definition),
          roleArn: 'arn:aws:iam::123456789012:role/workflow',
        }),
      )
      const { executionArn } = await engine.client.send(
        new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
      )
      return String(executionArn)
    },

    /** Waits for so many registrations of the execution, and that the engine knows their tasks to wait. */
    async registrations(executionArn: string, count: number): Promise<readonly Registered[]> {
      const found = await until(() => {
        const those = answersOf(executionArn)
        return those.length >= count ? those : undefined
      })
      return found.map(({ body }) => body)
    },

    /** The same of the children of a Distributed Map. */
    childRegistrations: (executionArn: string, count: number) =>
      until(() => {
        const [machineName] = executionArn.split(':').slice(6)
        const those = answers.filter((each) => each.executionArn.includes(`:execution:${machineName}/`))
        return those.length >= count ? those : undefined
      }),

    /** Waits until so many tokens of the execution are open. */
    open: (executionArn: string, count: number) =>
      until(() => {
        const open = engine.controls.openTokens(executionArn)
        return open.length === count ? open.map(({ token }) => token) : undefined
      }),

    /** Waits until the queue holds so many messages of the execution. */
    messages: (executionArn: string, count: number) =>
      until(() => {
        const those = held.filter((each) => each.executionArn === executionArn)
        return those.length >= count ? those : undefined
      }),
    pass: (seconds: number) => engine.controls.clock.advance(seconds * 1_000),
    stop: (executionArn: string) => engine.client.send(new StopExecutionCommand({ executionArn })),
    redrive: (executionArn: string) => engine.client.send(new RedriveExecutionCommand({ executionArn })),
    status: async (executionArn: string) =>
      (await engine.client.send(new DescribeExecutionCommand({ executionArn }))).status,

    async decide(id: string, outcome: 'approve' | 'reject'): Promise<void> {
      const { caseDigest, attempt } = await read(id)
      const body = { outcome, caseDigest, attempt, undoSeconds: 0 }
      const reply = await ana('POST', `/v1/approvals/${id}/votes`, { body })
      if (reply.status !== 200) throw new Error(`the vote was answered ${reply.status}: ${reply.text}`)
      await Promise.all(await deliverCallbacks(deps, { owner: 'worker-00000001', leaseMs: 60_000, limit: 10 }))
    },

    /** What the sweep does with an approval whose task may be gone. */
    async sweep(view: ApprovalView) {
      const { rows } = await api.sql('select id from attempt where approval_id = $1 and number = $2', [
        view.id,
        view.attempt,
      ])
      const { executionArn } = view.source
      const command = { approvalId: view.id, attemptId: attemptId.parse(rows[0]?.id), executionArn, otherwise: null }
      return closeGoneApproval(deps, command)
    },

    async close() {
      await engine.stop()
      await parts.close()
      await api.stop()
    },
  }
}

function bare({ context, approval }: { context: Record<string, Record<string, unknown>>; approval: object }): object {
  const { Task, Execution, State } = context
  return {
    taskToken: Task?.Token,
    execution: { id: Execution?.Id },
    state: { name: State?.Name, retryCount: State?.RetryCount },
    approval,
  }
}
