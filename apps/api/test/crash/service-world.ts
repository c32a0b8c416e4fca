import { setTimeout as pause } from 'node:timers/promises'
import { CreateStateMachineCommand, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn'
import type pg from 'pg'
import { openDatabase } from '../../src/adapters/postgres/database.ts'
import { seedDirectory } from '../../src/adapters/postgres/seed-directory.ts'
import { createPostgresUnitOfWork } from '../../src/adapters/postgres/unit-of-work.ts'
import { FJORD_AND_FIELD } from '../../src/demo/fjord-and-field.ts'
import type { Scope } from '../../src/domain/principal.ts'
import { issueKey } from '../../src/use-cases/issue-key.ts'
import { createTestDatabase, openOwnerPool, type TestDatabase } from '../support/test-database.ts'
import { startTestEngine } from '../support/test-engine.ts'
import { createKnocker } from './knock.ts'
import { type LogLine, type SpawnedService, spawnService } from './service-process.ts'

const TOKEN_KEY = `k1:${Buffer.alloc(32, 7).toString('base64')}`
const ROLE = 'arn:aws:iam::123456789012:role/workflow'
const OUTCOMES = [
  { id: 'approve', kind: 'success', label: 'Approve' },
  { id: 'reject', kind: 'failure', label: 'Reject', error: 'RefundRejected' },
]

export type ServiceWorld = Awaited<ReturnType<typeof createServiceWorld>>
export type Outcome = 'approve' | 'reject'

interface Options {
  /** A database on a server of its own, for those who kill that too. */
  readonly database?: TestDatabase
}

/** Apis and workers as processes of their own that may die at any moment; an engine that outlives them and judges. */
export async function createServiceWorld({ database: given }: Options = {}) {
  const test = given ?? (await createTestDatabase())
  const database = openDatabase(test.databaseUrl, { applicationName: 'test', maxConnections: 3, onIdleError: () => {} })
  await seedDirectory(database.prisma, FJORD_AND_FIELD)
  const unitOfWork = createPostgresUnitOfWork(database.pool)
  const registrar = await makeKey(['approvals:request', 'approvals:read'], null)
  const reviewer = await makeKey(['approvals:read', 'approvals:decide'], 'usr_ana')
  await database.close()
  const owner = openOwnerPool(test.ownerUrl, 2)
  const knocker = createKnocker()
  const running = new Set<SpawnedService>()
  const registered = new Map<string, string>()
  const engine = await startTestEngine({
    // The registering function of the workflow: it tries until an api takes it.
    handlers: {
      async register(input, { executionArn }) {
        const { status, body } = await knocker.insist('POST', '/v1/approvals', registrar, input)
        if (status >= 400) throw new Error(JSON.stringify(body))
        registered.set(executionArn, String(body.id))
        return { approvalId: String(body.id) }
      },
    },
  })
  const machines = new Map<string, Promise<string>>()
  /** What a voter was told: the approval and the outcome in force. */
  const acknowledged = new Map<string, Outcome>()

  return {
    engine,
    acknowledged,

    async rows<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
      return (await owner.query<Row>(text, [...values])).rows
    },

    /** Starts it, with more settings than usual if wanted; an api is asked as soon as it is ready. */
    spawn(
      role: 'api' | 'worker',
      env: Readonly<Record<string, string>> = {},
      onLine?: (line: LogLine) => void,
    ): SpawnedService {
      const service = spawnService(role, { ...environment(), ...env }, onLine)
      running.add(service)
      void service.ended.then(() => running.delete(service))
      if (role === 'api')
        void service.ready.then((port) => {
          if (port === undefined) return
          knocker.open(port)
          void service.ended.then(() => knocker.closed(port))
        })
      return service
    },

    /** Its one task waits for an answer; `task` adds fields of the state, such as TimeoutSeconds. */
    async startExecution(task: Readonly<Record<string, number>> = { HeartbeatSeconds: 60 }): Promise<string> {
      const key = JSON.stringify(task)
      const machine = machines.get(key) ?? createMachine(task)
      machines.set(key, machine)
      const { executionArn } = await engine.client.send(new StartExecutionCommand({ stateMachineArn: await machine }))
      return String(executionArn)
    },

    /** The approval of the execution, once its task waits for it. */
    approvalOf: (executionArn: string) => until(() => registered.get(executionArn)),

    /** As a person would: looks, votes, and looks again when the page broke. */
    async vote(id: string, outcome: Outcome, undoSeconds = 0): Promise<void> {
      for (;;) {
        const { body } = await knocker.insist('GET', `/v1/approvals/${id}`, reviewer)
        if (body.status !== 'pending') return
        const vote = { outcome, caseDigest: body.caseDigest, undoSeconds }
        const answer = await knocker.insist('POST', `/v1/approvals/${id}/votes`, reviewer, vote)
        if (answer.status === 200) {
          acknowledged.set(id, outcome)
          return
        }
        if (answer.status < 409) throw new Error(JSON.stringify(answer.body))
      }
    },

    /** Refused may mean that it was done, and the reply got lost: then the approval waits again. */
    async undo(id: string): Promise<void> {
      const { status } = await knocker.insist('POST', `/v1/approvals/${id}/undo`, reviewer, {})
      const undone =
        status === 200 || (await knocker.insist('GET', `/v1/approvals/${id}`, reviewer)).body.status === 'pending'
      if (undone) acknowledged.delete(id)
    },

    stop: (executionArn: string) => engine.client.send(new StopExecutionCommand({ executionArn })),

    /** Resolves when no task of the execution waits any more. */
    closed: (executionArn: string) =>
      until(() => (engine.controls.openTokens(executionArn).length === 0 ? true : undefined)),

    inFlight: () => engine.controls.openTokens().length,

    async close() {
      await Promise.all([...running].map((each) => each.kill('SIGKILL')))
      await engine.stop()
      await owner.end()
      await test.drop()
    },
  }

  function environment(): Readonly<Record<string, string>> {
    return {
      NODE_ENV: 'test',
      DATABASE_URL: test.databaseUrl,
      API_HOST: '127.0.0.1',
      API_PORT: '0',
      AUTH_MODE: 'none',
      TOKEN_VAULT: 'postgres',
      TOKEN_KEYS: TOKEN_KEY,
      SESSION_SECRETS: 'a-session-secret-of-32-characters!!',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL_SFN: engine.endpoint,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      LIVENESS_SECONDS: '1',
      LOG_LEVEL: 'fatal',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      RATE_LIMIT_PER_MINUTE: '1000000',
    }
  }

  async function makeKey(scopes: readonly Scope[], actsAs: string | null): Promise<string> {
    const actor = { kind: 'service', id: 'test', name: 'test' } as const
    const issued = await issueKey({ unitOfWork }, { name: 'test', scopes, teams: [], actsAs, expiresDays: null, actor })
    if (issued.kind !== 'issued') throw new Error('no key')
    return issued.secret
  }

  async function createMachine(task: Readonly<Record<string, number>>): Promise<string> {
    const approval = {
      title: 'Refund EUR 12',
      team: 'payments',
      outcomes: OUTCOMES,
      ...(task.HeartbeatSeconds ? { heartbeatSeconds: task.HeartbeatSeconds } : {}),
      ...(task.TimeoutSeconds ? { timeoutSeconds: task.TimeoutSeconds } : {}),
    }
    const review = {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: { FunctionName: 'register', Payload: { 'context.$': '$$', approval } },
      End: true,
      ...task,
    }
    const definition = JSON.stringify({ StartAt: 'Review', States: { Review: review } })
    const name = `refund-${Object.values(task).join('-')}`
    const created = await engine.client.send(new CreateStateMachineCommand({ name, definition, roleArn: ROLE }))
    return String(created.stateMachineArn)
  }
}

/** Asks again until there is an answer, patiently enough for dozens that ask at once; the test's time limit ends it. */
export async function until<T>(ask: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    await pause(15)
  }
}
