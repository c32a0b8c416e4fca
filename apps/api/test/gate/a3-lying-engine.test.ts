import { setTimeout as pause } from 'node:timers/promises'
import { StopExecutionCommand } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createStepFunctionsEngine } from '../../src/adapters/step-functions/workflow-engine.ts'
import { startWorker } from '../delivery/start-worker.ts'
import { createWorld, oneGate, type World } from '../delivery/workflow-world.ts'
import { courtOf } from './court.ts'
import { judge, NO_FAULTS, settle } from './judge.ts'
import { failure, type Lie, type Reply, startProxy } from './proxy.ts'
import { createRandom } from './random.ts'
import { batteryTimeoutMs, report, size } from './size.ts'

const DECISIONS = size(60, 10_000)
/** Three of ten decisions are to be judged, by the eight histories a second that the sweep leaves of their quota. */
const A_SECOND = size(1_000, 20)
const EXECUTE_THEN_FAIL = 0.2
const THROTTLE = 0.2
/** Executions that end before their answer arrives: the first reply already says that the task is gone. */
const ENDED_BEFORE = 0.05

const random = createRandom()
let world: World
let proxy: Awaited<ReturnType<typeof startProxy>>
let engine: ReturnType<typeof createStepFunctionsEngine>
let worker: Awaited<ReturnType<typeof startWorker>>
beforeAll(async () => {
  world = await createWorld()
  proxy = await startProxy(world.engine.endpoint, lie, inSomeDialect)
  engine = createStepFunctionsEngine(world.deps, { endpoint: proxy.endpoint })
  worker = await startWorker({ ...world, deps: { ...world.deps, engine } }, { livenessMs: 60_000 })
})
afterAll(async () => {
  await worker?.stop()
  engine?.close()
  await proxy?.close()
  await world?.close()
})

it('ends every decision as it took effect, although the engine executes and lies, throttles, and speaks every dialect', {
  timeout: batteryTimeoutMs(120_000),
}, async () => {
  const ids = await world.startMany(oneGate(), DECISIONS)
  const from = performance.now()
  let ended = 0
  await Promise.all(
    ids.map(async (id, at) => {
      await pause((at * 1_000) / A_SECOND)
      const { approval } = await world.dossier(id)
      if (random.next() < ENDED_BEFORE) {
        ended += 1
        await world.engine.client.send(new StopExecutionCommand({ executionArn: approval.source.executionArn }))
      }
      await world.vote(id, random.next() < 0.25 ? 'reject' : 'approve')
    }),
  )
  const settledMs = await settle(courtOf(world))
  const verdict = await judge(courtOf(world))

  expect(verdict.faults, `COUNTERSIGN_SEED=${random.seed}`).toEqual(NO_FAULTS)
  expect(verdict.approvals).toBe(DECISIONS)
  expect(verdict.confirmed).toBe(DECISIONS - ended)
  // The lies did happen.
  expect(told.executed).toBeGreaterThan(DECISIONS * 0.1)
  expect(told.throttled).toBeGreaterThan(DECISIONS * 0.1)
  const { faults: _, ...figures } = verdict
  report('A3', {
    ...figures,
    ...told,
    'calls per decision':
      Math.round((100 * (proxy.calls('SendTaskSuccess') + proxy.calls('SendTaskFailure'))) / DECISIONS) / 100,
    'seconds until settled after the last vote': Math.round(settledMs / 1_000),
    minutes: Math.round((performance.now() - from) / 6_000) / 10,
    seed: random.seed,
  })
})

const told = { executed: 0, throttled: 0, dialects: 0 }

function lie({ api }: { api: string }): Lie | undefined {
  if (!api.startsWith('SendTask')) return undefined
  const draw = random.next()
  if (draw < EXECUTE_THEN_FAIL) {
    told.executed += 1
    return { kind: 'executeThen', reply: random.pick(AFTER_EXECUTING) }
  }
  if (draw < EXECUTE_THEN_FAIL + THROTTLE) {
    told.throttled += 1
    return { kind: 'answer', reply: THROTTLED }
  }
  return undefined
}

const THROTTLED = failure('ThrottlingException', 'Rate exceeded')
/** Also that it was throttled: then the same bytes go out again and meet a task that is gone. */
const AFTER_EXECUTING: readonly (Reply | null)[] = [
  null,
  failure('InternalServerError', 'We encountered an internal error. Please try again.', 500),
  { status: 503, body: '<html>Service Unavailable</html>' },
  THROTTLED,
]

/** How AWS, its local jar, LocalStack and moto say that a task is gone. */
const GONE: readonly Reply[] = [
  failure('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'"),
  failure('TaskDoesNotExist', 'Task does not exist'),
  failure('InvalidToken', "Invalid Token: 'Invalid token'"),
  failure('InvalidToken', 'Invalid token'),
  { status: 400, body: '{"__type":"InvalidToken"}' },
  { status: 400, body: '{"__type":"TaskTimedOut","Message":"Task not found"}' },
]

function inSomeDialect(reply: Reply): Reply {
  if (reply.status !== 400 || !reply.body.includes('TaskTimedOut')) return reply
  told.dialects += 1
  return random.pick(GONE)
}
