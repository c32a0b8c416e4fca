import { accountId } from '@countersign/shared/accounts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAccountAccess } from '../../src/adapters/accounts/account-access.ts'
import { createSessionCache } from '../../src/adapters/accounts/session-cache.ts'
import { createSts, type Sts } from '../../src/adapters/accounts/sts.ts'
import { createPostgresAccountReader } from '../../src/adapters/postgres/accounts/account-reader.ts'
import { createStepFunctionsEngine } from '../../src/adapters/step-functions/workflow-engine.ts'
import { COUNTERSIGN } from '../../src/domain/own-actors.ts'
import { changeAccount } from '../../src/use-cases/accounts/change-account.ts'
import { checkAccount } from '../../src/use-cases/accounts/check-account.ts'
import { probeAccount } from '../../src/use-cases/accounts/probe-account.ts'
import { probeJob } from '../../src/use-cases/accounts/probe-job.ts'
import { resumeParked } from '../../src/use-cases/accounts/resume-parked.ts'
import { deliverCallbacks } from '../../src/use-cases/deliver-callbacks.ts'
import { reconcileCallbacks } from '../../src/use-cases/reconcile-callbacks.ts'
import { byKey } from '../builders.ts'
import { createWorld, type World } from '../delivery/workflow-world.ts'
import { createManualClock } from '../heartbeat/manual-clock.ts'
import { forgetJobs, handlersFor, letJobsAge, runJobsOnce, silentLog } from '../support/run-jobs.ts'
import { type StsStandIn, startStsStandIn } from './sts-stand-in.ts'

const ACCOUNT = '123456789012'
const PASS = { owner: 'worker-0000000a', leaseMs: 15_000, limit: 10 }
const ROLE = `arn:aws:iam::${ACCOUNT}:role/countersign`

let world: World
let standIn: StsStandIn
let sts: Sts
beforeAll(async () => {
  world = await createWorld()
  standIn = await startStsStandIn('999999999999')
  sts = createSts({ endpoint: standIn.endpoint, sessionName: 'countersign-worker' })
  await world.owner.query(
    `insert into aws_account (id, label, role_arn, external_id, created_at, updated_at)
     values ($1, 'Payments', $2, 'countersign-x', now(), now())`,
    [ACCOUNT, ROLE],
  )
})
afterAll(async () => {
  sts.close()
  await standIn.close()
  await world.close()
})

/** The worker's delivery with the account's role, on a clock of its own. */
function withRole() {
  const clock = createManualClock()
  const accountReader = createPostgresAccountReader(world.database.pool)
  const home = { find: async () => null }
  const sessions = createSessionCache({ clock, sts })
  const access = createAccountAccess({ accounts: accountReader, home, sessions, clock, log: silentLog })
  const engine = createStepFunctionsEngine({ ...world.deps, clock, access }, { endpoint: world.engine.endpoint })
  const deps = { ...world.deps, engine, accountReader }
  const jobs = handlersFor({ 'probe-account': (payload) => probeAccount(deps, payload) })
  return {
    clock,
    deliver: async () => Promise.all(await deliverCallbacks(deps, PASS)),
    /** The job looks again when its time has come; what a process remembers of a refusal has passed by then too. */
    async wait(ms: number) {
      clock.advance(ms)
      await letJobsAge(world.database, ms)
      await runJobsOnce(world.database, jobs)
    },
    close: () => engine.close(),
  }
}

const nextLookInMs = async (): Promise<number> => {
  const { rows } = await world.owner.query(
    `select extract(epoch from run_at - now())::float8 * 1000 as ms from graphile_worker.jobs
     where task_identifier = 'probe-account'`,
  )
  expect(rows).toHaveLength(1)
  return Math.ceil(rows[0].ms)
}

const statusesOf = async (ids: readonly string[]) => {
  const { rows } = await world.owner.query('select status from callback where approval_id = any($1)', [ids])
  return rows.map(({ status }) => String(status))
}

it('goes on by itself when the role is back: no call is lost, none is made in vain, and the log tells it', async () => {
  const worker = withRole()
  const started = await Promise.all([1, 2, 3].map(() => world.startOne()))
  const ids = started.map(({ id }) => id)
  for (const id of ids) await world.vote(id)
  await worker.deliver()
  expect(await statusesOf(ids)).toEqual(['parked', 'parked', 'parked'])
  expect(standIn.assumed).toHaveLength(1)
  expect(world.engine.controls.counters.calls().SendTaskSuccess).toBeUndefined()

  // One look for all of them, and each further one later.
  expect(await nextLookInMs()).toBeLessThanOrEqual(15_000)
  await worker.wait(15_001)
  const second = await nextLookInMs()
  expect(second).toBeGreaterThan(20_000)
  await worker.wait(second + 1)
  expect(await nextLookInMs()).toBeGreaterThan(second)
  expect(await statusesOf(ids)).toEqual(['parked', 'parked', 'parked'])
  expect(standIn.assumed).toHaveLength(3)

  standIn.roles.set(ROLE, { externalId: 'countersign-x' })
  await worker.wait(60_001)
  expect(await statusesOf(ids)).toEqual(['queued', 'queued', 'queued'])
  await worker.deliver()
  expect(await statusesOf(ids)).toEqual(['confirmed', 'confirmed', 'confirmed'])
  for (const { executionArn, id } of started) {
    expect((await world.ended(executionArn)).status).toBe('SUCCEEDED')
    const types = await world.auditTypes(id)
    expect(types.filter((type) => type === 'callback.failed')).toHaveLength(1)
    expect(types.slice(-2)).toEqual(['security.callback_released', 'callback.confirmed'])
  }
  const keys = Object.keys(world.engine.controls.counters.callers().SendTaskSuccess ?? {})
  expect(keys).toEqual([expect.stringMatching(/^ASIA123456789012N/)])
  worker.close()
})

/** Both as their routes do it; what was found is not the matter here. */
const repairs = {
  async saved() {
    const home = { find: async () => null }
    const save = { principal: byKey(), accountId: accountId.parse(ACCOUNT), change: {} }
    expect(await changeAccount({ ...world.deps, home }, save)).toEqual({ kind: 'changed' })
  },
  async checked() {
    const deps = {
      ...world.deps,
      accountReader: createPostgresAccountReader(world.database.pool),
      ownRegion: 'us-east-1',
    }
    const check = { principal: byKey(), accountId: accountId.parse(ACCOUNT) }
    expect(await checkAccount({ ...deps, accountProbe: { probe: async () => [] } }, check)).toEqual({ kind: 'checked' })
  },
}

it.each(['saved', 'checked'] as const)(
  'goes on at once when the account is %s, whatever the worker remembers of it, and nothing else does',
  async (how) => {
    const worker = withRole()
    standIn.roles.clear()
    const { id } = await world.startOne()
    await world.vote(id)
    await worker.deliver()
    expect(await statusesOf([id])).toEqual(['parked'])
    const { unitOfWork } = world.deps
    for (const other of [{ accountId: '111111111111' }, { accountId: ACCOUNT, regions: ['eu-west-1'] }])
      expect(await unitOfWork.transaction((stores) => resumeParked(stores, { ...other, actor: COUNTERSIGN }))).toBe(0)
    expect(await statusesOf([id])).toEqual(['parked'])

    standIn.roles.set(ROLE, { externalId: 'countersign-x' })
    await repairs[how]()
    await worker.deliver()
    expect(await statusesOf([id])).toEqual(['confirmed'])
    worker.close()
  },
)

it('is not looked at later because of one that can wait, and sooner for one that cannot', async () => {
  const look = (deadlineInMs: number | null, tries: number) =>
    world.deps.unitOfWork.transaction((stores) => stores.jobs.add(probeJob(ACCOUNT, tries, deadlineInMs)))
  await look(null, 1)
  await look(null, 6)
  expect(await nextLookInMs()).toBeLessThanOrEqual(30_000)
  await look(20_000, 6)
  expect(await nextLookInMs()).toBeLessThanOrEqual(10_000)
  await forgetJobs(world.database)
})

it('looks before the task ends, and says too late when the role came back after that', async () => {
  const worker = withRole()
  standIn.roles.clear()
  const { executionArn, id } = await world.startOne({
    StartAt: 'Review',
    States: {
      Review: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
        Parameters: {
          FunctionName: 'countersign-register',
          Payload: { 'context.$': '$$', approval: { timeoutSeconds: 20 } },
        },
        TimeoutSeconds: 20,
        End: true,
      },
    },
  })
  await world.vote(id)
  await worker.deliver()
  expect(await statusesOf([id])).toEqual(['parked'])
  expect(await nextLookInMs()).toBeLessThanOrEqual(10_000)

  world.engine.controls.clock.hold()
  await world.engine.controls.clock.advance(21_000)
  expect((await world.ended(executionArn)).status).not.toBe('SUCCEEDED')
  standIn.roles.set(ROLE, { externalId: 'countersign-x' })
  await worker.wait(60_000)
  await worker.deliver()
  expect((await world.callbackOf(id)).status).toBe('unconfirmed')
  await Promise.all(await reconcileCallbacks(world.deps, PASS))
  expect((await world.callbackOf(id)).status).toBe('too_late')
  worker.close()
})
