import { CreateStateMachineCommand, DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn'
import pg from 'pg'
import { openDatabase } from '../../src/adapters/postgres/database.ts'
import { seedDirectory } from '../../src/adapters/postgres/seed-directory.ts'
import { createPostgresUnitOfWork } from '../../src/adapters/postgres/unit-of-work.ts'
import type { CrashPoint } from '../../src/adapters/system/crash-points.ts'
import { FJORD_AND_FIELD } from '../../src/demo/fjord-and-field.ts'
import type { Scope } from '../../src/domain/principal.ts'
import { issueKey } from '../../src/use-cases/issue-key.ts'
import { until } from '../delivery/workflow-world.ts'
import { createTestDatabase } from '../support/test-database.ts'
import { startTestEngine } from '../support/test-engine.ts'
import { type ServiceProcess, startService } from './service-process.ts'

const TOKEN_KEY = `k1:${Buffer.alloc(32, 7).toString('base64')}`
const ROLE = 'arn:aws:iam::123456789012:role/workflow'

export type CrashWorld = Awaited<ReturnType<typeof createCrashWorld>>

/** Api and worker as processes of their own that may die at any moment; an engine that outlives them and judges. */
export async function createCrashWorld() {
  const test = await createTestDatabase()
  const database = openDatabase(test.databaseUrl, { applicationName: 'test', maxConnections: 3, onIdleError: () => {} })
  await seedDirectory(database.prisma, FJORD_AND_FIELD)
  const unitOfWork = createPostgresUnitOfWork(database.pool)
  const registrar = await makeKey(['approvals:request', 'approvals:read'], null)
  const reviewer = await makeKey(['approvals:read', 'approvals:decide'], 'usr_ana')
  const owner = new pg.Client({ connectionString: test.ownerUrl })
  await owner.connect()
  const engine = await startTestEngine({
    // The registering function of the workflow: it tries until the api is back.
    handlers: { register: async (input) => (await insist('POST', '/v1/approvals', registrar, input)).body },
  })
  const running: { api?: ServiceProcess; worker?: ServiceProcess } = {}
  let machines = 0

  return {
    engine,
    owner,

    /** Starts it, to die at the point; without one it is there to stay. */
    async start(name: 'api' | 'worker', crashAt?: CrashPoint): Promise<void> {
      running[name] = await startService(name, {
        NODE_ENV: 'test',
        DATABASE_URL: test.databaseUrl,
        API_HOST: '127.0.0.1',
        API_PORT: String(running.api?.port ?? 0),
        AUTH_MODE: 'none',
        TOKEN_VAULT: 'postgres',
        TOKEN_KEYS: TOKEN_KEY,
        SESSION_SECRETS: 'a-session-secret-of-32-characters!!',
        AWS_REGION: 'us-east-1',
        AWS_ENDPOINT_URL_SFN: engine.endpoint,
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
        LIVENESS_SECONDS: '1',
        LOG_LEVEL: 'error',
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
        RATE_LIMIT_PER_MINUTE: '100000',
        ...(crashAt === undefined ? {} : { COUNTERSIGN_CRASH_AT: crashAt }),
      })
    },

    /** Starts it to die at one point after the other, as soon as each is reached; at last it stays. */
    async dieAtEach(name: 'api' | 'worker', points: readonly CrashPoint[]): Promise<void> {
      for (const point of points) {
        await this.start(name, point)
        if ((await running[name]?.ended) !== 'SIGKILL') throw new Error(`${name} ended, but not at ${point}`)
      }
      await this.start(name)
    },

    async startExecution(definition: object): Promise<string> {
      machines += 1
      const { stateMachineArn } = await engine.client.send(
        new CreateStateMachineCommand({ name: `m-${machines}`, definition: JSON.stringify(definition), roleArn: ROLE }),
      )
      const { executionArn } = await engine.client.send(new StartExecutionCommand({ stateMachineArn }))
      return String(executionArn)
    },

    ended: (executionArn: string) =>
      until(async () => {
        const described = await engine.client.send(new DescribeExecutionCommand({ executionArn }))
        return described.status === 'RUNNING' ? undefined : described
      }),

    /** The approval of the execution, once it is there. */
    approvalOf: (executionArn: string) =>
      until(async () => {
        const { rows } = await owner.query<{ id: string }>('select id from approval where execution_arn = $1', [
          executionArn,
        ])
        return rows[0]?.id
      }),

    /** As a person would: looks, votes, and looks again when the page broke. */
    async vote(id: string, undoSeconds = 0): Promise<void> {
      for (;;) {
        const { body } = await insist('GET', `/v1/approvals/${id}`, reviewer)
        if (body.status !== 'pending') return
        const vote = { outcome: 'approve', caseDigest: body.caseDigest, undoSeconds }
        const answer = await insist('POST', `/v1/approvals/${id}/votes`, reviewer, vote)
        if (answer.status === 200) return
      }
    },

    undo: (id: string) => insist('POST', `/v1/approvals/${id}/undo`, reviewer, {}),

    async close() {
      await Promise.all(Object.values(running).map((each) => each.kill('SIGTERM')))
      await engine.stop()
      await owner.end()
      await database.close()
      await test.drop()
    },
  }

  async function makeKey(scopes: readonly Scope[], actsAs: string | null): Promise<string> {
    const actor = { kind: 'service', id: 'test', name: 'test' } as const
    const issued = await issueKey({ unitOfWork }, { name: 'test', scopes, teams: [], actsAs, expiresDays: null, actor })
    if (issued.kind !== 'issued') throw new Error('no key')
    return issued.secret
  }

  /** Again and again while nobody answers; an answer of any status is an answer. */
  async function insist(method: string, path: string, key: string, body?: unknown) {
    return until(async () => {
      try {
        const response = await fetch(`http://127.0.0.1:${running.api?.port}${path}`, {
          method,
          headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        })
        return { status: response.status, body: JSON.parse(await response.text()) }
      } catch {
        return undefined
      }
    })
  }
}
