import { CreateStateMachineCommand, DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn'
import type { ApprovalId } from '@countersign/shared/ids'
import { keyId, teamId, userId } from '@countersign/shared/ids'
import { approvalRequest, contextObject } from '@countersign/shared/registration'
import type { Handlers, StepFunctionsLocalOptions } from '@countersign/stepfunctions-local'
import pg from 'pg'
import { createCelConditions } from '../../src/adapters/cel/condition-engine.ts'
import { createIdentifiers } from '../../src/adapters/crypto/identifiers.ts'
import { createTokenSealer } from '../../src/adapters/crypto/token-sealer.ts'
import { createFormValidator } from '../../src/adapters/json-schema/form-validator.ts'
import { createPostgresApprovalReader } from '../../src/adapters/postgres/approval-reader.ts'
import { createPostgresBeatLoad } from '../../src/adapters/postgres/beat-load.ts'
import { createPostgresCallbackQueue } from '../../src/adapters/postgres/callback-queue.ts'
import { openDatabase } from '../../src/adapters/postgres/database.ts'
import { createPostgresHeartbeatShards } from '../../src/adapters/postgres/heartbeat-shards.ts'
import { createPostgresTokenVault } from '../../src/adapters/postgres/token-vault.ts'
import { createPostgresUnitOfWork } from '../../src/adapters/postgres/unit-of-work.ts'
import { createPostgresWatchList } from '../../src/adapters/postgres/watch-list.ts'
import { createStepFunctionsEngine } from '../../src/adapters/step-functions/workflow-engine.ts'
import { createSystemClock } from '../../src/adapters/system/clock.ts'
import { createPinoLog } from '../../src/adapters/system/log.ts'
import { createPrometheusMetrics } from '../../src/adapters/system/metrics.ts'
import { createBeatBook } from '../../src/domain/heartbeats/beat-book.ts'
import { createOutages } from '../../src/domain/outages.ts'
import type { Principal, User } from '../../src/domain/principal.ts'
import { TaskToken } from '../../src/domain/task-token.ts'
import type { Dossier } from '../../src/ports/approval-reader.ts'
import { castVote } from '../../src/use-cases/cast-vote.ts'
import { requestApproval } from '../../src/use-cases/request-approval.ts'
import { createTestDatabase } from '../support/test-database.ts'
import { startTestEngine } from '../support/test-engine.ts'

export type World = Awaited<ReturnType<typeof createWorld>>

const ROLE = 'arn:aws:iam::123456789012:role/workflow'
const REVIEWER = { id: 'usr_ana', name: 'Ana Lindqvist', role: 'reviewer' } as const
const TEAM = 'payments'

/** A state that registers an approval and waits for its answer. */
export function waitingState(approval: object = {}, more: object = {}) {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Parameters: { FunctionName: 'countersign-register', Payload: { 'context.$': '$$', approval } },
    ...more,
  }
}

export const oneGate = (approval?: object, more: object = { End: true }) => ({
  StartAt: 'Review',
  States: { Review: waitingState(approval, more) },
})

/**
 * The parts a worker is made of, all real: PostgreSQL, the engine behind the AWS SDK, sealed tokens. Tests call one
 * pass at a time. Registration and voting go through their use cases.
 */
export async function createWorld(options: StepFunctionsLocalOptions & { handlers?: Handlers } = {}) {
  // The SDK's own chain looks here first.
  process.env.AWS_ACCESS_KEY_ID = 'local'
  process.env.AWS_SECRET_ACCESS_KEY = 'local'
  const test = await createTestDatabase()
  const database = openDatabase(test.databaseUrl, {
    applicationName: 'test',
    maxConnections: 20,
    onIdleError: () => {},
  })
  const owner = new pg.Client({ connectionString: test.ownerUrl })
  await owner.connect()
  await seed(owner)

  const registered: ApprovalId[] = []
  const byExecution = new Map<string, ApprovalId[]>()
  const registrations: Promise<unknown>[] = []
  /** The last failure of a registration, by execution: the task may be retried, or the execution fails with it. */
  const failures = new Map<string, unknown>()
  const engine = await startTestEngine({
    ...options,
    handlers: {
      'countersign-register': (input, { executionArn }) => {
        const done = register(input as unknown as { context: unknown; approval: object })
        registrations.push(done)
        done.catch((error) => failures.set(executionArn, error))
        return done
      },
      ...options.handlers,
    },
  })
  const clock = createSystemClock()
  const metrics = createPrometheusMetrics('worker')
  const lines: string[] = []
  const log = createPinoLog('info', 'worker', { write: (line: string) => lines.push(line) })
  const workflowEngine = createStepFunctionsEngine({ clock, metrics }, { endpoint: engine.endpoint })
  const secret = new Uint8Array(32).fill(7)
  const deps = {
    callbackQueue: createPostgresCallbackQueue(database.pool),
    shards: createPostgresHeartbeatShards(database.pool),
    watchList: createPostgresWatchList(database.pool),
    unitOfWork: createPostgresUnitOfWork(database.pool),
    vault: createPostgresTokenVault(database.prisma),
    sealer: createTokenSealer([{ id: 'k1', secret }], secret),
    engine: workflowEngine,
    identifiers: createIdentifiers(),
    forms: createFormValidator(),
    conditions: createCelConditions(),
    home: { find: async () => null },
    beatLoad: createPostgresBeatLoad(database.pool, clock),
    beatQuotaOf: () => 500,
    outages: createOutages(),
    book: createBeatBook({ livenessMs: 4_000, quotaOf: () => 400, shards: 64, random: Math.random }),
    clock,
    metrics,
    log,
    random: Math.random,
  }
  const reader = createPostgresApprovalReader(database.pool)
  const reviewer: User = {
    ...REVIEWER,
    id: userId.parse(REVIEWER.id),
    email: null,
    identities: [],
    teams: [teamId.parse(TEAM)],
    disabled: false,
  }
  const asReviewer: Principal = { kind: 'user', user: reviewer, via: 'web' }
  let machines = 0

  return {
    deps,
    engine,
    database,
    databaseUrl: test.databaseUrl,
    owner,
    lines,
    registered,
    dossier,
    vote,
    asReviewer,

    /** Starts one execution and waits until it has registered `approvals` approvals. */
    async start(definition: object, approvals = 1): Promise<{ executionArn: string; approvalIds: ApprovalId[] }> {
      const executionArn = await startExecution(await createMachine(definition))
      const approvalIds = await until(async () => {
        const ids = await registeredBy(executionArn)
        return ids.length >= approvals ? [...ids] : undefined
      })
      await until(() => engine.controls.openTokens(executionArn).length >= approvals || undefined)
      return { executionArn, approvalIds }
    },

    /** Many executions of one machine with one gate each; a few at a time, as a busy day would bring them. */
    async startMany(definition: object, count: number): Promise<ApprovalId[]> {
      const stateMachineArn = await createMachine(definition)
      const before = registered.length
      for (let started = 0; started < count; started += 10) {
        await Promise.all(Array.from({ length: Math.min(10, count - started) }, () => startExecution(stateMachineArn)))
        // The engine starts them faster than they register, and a registration waits 5 s for a connection at most.
        await until(() => registered.length >= before + started - 40 || undefined)
      }
      await until(() => registered.length >= before + count || undefined)
      return registered.slice(before)
    },

    /** Starts one execution with one gate. */
    async startOne(definition: object = oneGate()): Promise<{ executionArn: string; id: ApprovalId }> {
      const executionArn = await startExecution(await createMachine(definition))
      const id = await until(async () => (await registeredBy(executionArn))[0])
      await until(() => engine.controls.openTokens(executionArn)[0])
      return { executionArn, id }
    },

    /** The execution's end, as the engine tells it. */
    ended: (executionArn: string) =>
      until(async () => {
        const described = await engine.client.send(new DescribeExecutionCommand({ executionArn }))
        return described.status === 'RUNNING' ? undefined : described
      }),

    async callbackOf(id: ApprovalId) {
      const { callback } = await dossier(id)
      if (!callback) throw new Error(`${id} has no callback`)
      return callback
    },

    async auditTypes(id: ApprovalId): Promise<readonly string[]> {
      return (await reader.audit(id, 0, 100)).map((entry) => entry.type)
    },

    /** The service's clock moves on by itself from another instant: nothing waits. */
    async shiftDatabaseClock(seconds: number): Promise<void> {
      await owner.query(
        `create or replace function countersign_now() returns timestamptz language sql volatile as
         $$ select clock_timestamp() + interval '${seconds} seconds' $$`,
      )
    },

    async close() {
      workflowEngine.close()
      await engine.stop()
      await Promise.allSettled(registrations)
      await owner.end()
      await database.close()
      await test.drop()
    },
  }

  async function createMachine(definition: object): Promise<string> {
    machines += 1
    const { stateMachineArn } = await engine.client.send(
      new CreateStateMachineCommand({
        name: `machine-${machines}`,
        definition: JSON.stringify(definition),
        roleArn: ROLE,
      }),
    )
    return String(stateMachineArn)
  }

  /** What an execution has registered so far; throws when it has ended for want of it. */
  async function registeredBy(executionArn: string): Promise<readonly ApprovalId[]> {
    const ids = byExecution.get(executionArn) ?? []
    if (ids.length > 0 || !failures.has(executionArn)) return ids
    const { status } = await engine.client.send(new DescribeExecutionCommand({ executionArn }))
    if (status !== 'RUNNING') throw failures.get(executionArn)
    return ids
  }

  async function startExecution(stateMachineArn: string): Promise<string> {
    const { executionArn } = await engine.client.send(new StartExecutionCommand({ stateMachineArn }))
    return String(executionArn)
  }

  async function register(input: { context: unknown; approval: object }): Promise<{ approvalId: string }> {
    const context = contextObject.parse(input.context)
    const result = await requestApproval(deps, {
      principal: {
        kind: 'key',
        key: {
          id: keyId.parse('testkey00000'),
          name: 'test',
          scopes: ['approvals:request', 'approvals:read'],
          teams: [],
          actsAs: null,
        },
        via: 'api',
      },
      taskToken: new TaskToken(context.Task.Token),
      source: {
        executionArn: context.Execution.Id,
        stateMachineArn: context.StateMachine?.Id ?? null,
        stateName: context.State.Name,
        enteredTime: context.State.EnteredTime ?? null,
      },
      order: { redriveCount: context.Execution.RedriveCount ?? 0, retryCount: context.State.RetryCount ?? 0 },
      request: approvalRequest.parse({ title: 'Refund EUR 12', team: TEAM, ...input.approval }),
    })
    if (result.kind === 'refused') throw new Error(JSON.stringify(result))
    registered.push(result.approval.id)
    byExecution.set(context.Execution.Id, [...(byExecution.get(context.Execution.Id) ?? []), result.approval.id])
    return { approvalId: result.approval.id }
  }

  async function dossier(id: ApprovalId): Promise<Dossier> {
    const found = await reader.dossier(id)
    if (!found) throw new Error(`no approval ${id}`)
    return found
  }

  async function vote(id: ApprovalId, outcome = 'approve', undoSeconds = 0) {
    const { approval } = await dossier(id)
    return castVote(deps, {
      principal: asReviewer,
      approvalId: id,
      request: { outcome, caseDigest: approval.caseDigest, undoSeconds },
      expectedVersion: null,
    })
  }
}

/** Asks again until there is an answer; the test's own time limit ends it. */
export async function until<T>(ask: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

async function seed(owner: pg.Client): Promise<void> {
  await owner.query(`
    insert into policy (name, current_version) values ('default', 1);
    insert into policy_version (policy_name, version, document) values ('default', 1, '{}');
    insert into team (id, name, default_policy) values ('${TEAM}', 'Payments', 'default');
    insert into app_user (id, name, role) values ('${REVIEWER.id}', '${REVIEWER.name}', '${REVIEWER.role}');
    insert into membership (team_id, user_id) values ('${TEAM}', '${REVIEWER.id}');`)
}
