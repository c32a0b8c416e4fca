import { setTimeout as pause } from 'node:timers/promises'
import type { ApprovalId } from '@countersign/shared/ids'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createStepFunctionsEngine } from '../../src/adapters/step-functions/workflow-engine.ts'
import { startWorker } from '../delivery/start-worker.ts'
import { createWorld, oneGate, until, type World } from '../delivery/workflow-world.ts'
import { courtOf } from './court.ts'
import { quantile } from './figures.ts'
import { hear } from './hear.ts'
import { judge, NO_FAULTS, settle } from './judge.ts'
import { failure, type Lie, startProxy } from './proxy.ts'
import { batteryTimeoutMs, isGate, report, size } from './size.ts'

const DECISIONS = size(60, 5_000)
/** Without poison, to compare with; times are compared in a gate only. */
const CLEAN = size(0, DECISIONS)
const A_SECOND = size(200, 50)
const PARKED_WITHIN_MS = 60_000
/** More calls than this for one decision would be an endless retry. */
const MOST_CALLS = 8

/** What a delivery may meet that no retry mends. `silence`: this one call never gets a reply, all others do. */
const POISONS = ['denied', 'output', 'key', 'lost', ...size([] as const, ['silence'] as const)] as const
const POISONED = size(POISONS.length, DECISIONS / 100)
type Poison = (typeof POISONS)[number] | 'silence'
const LIES: Readonly<Record<Poison, Lie | undefined>> = {
  denied: {
    kind: 'answer',
    reply: failure('AccessDeniedException', 'not authorized to perform: states:SendTaskSuccess'),
  },
  output: { kind: 'answer', reply: failure('InvalidOutput', "Invalid Output: 'Invalid JSON'") },
  key: { kind: 'answer', reply: failure('KmsAccessDeniedException', 'the key may not be used') },
  silence: { kind: 'cut' },
  lost: undefined,
}

const poisonOf = new Map<string, Poison>()
let world: World
let proxy: Awaited<ReturnType<typeof startProxy>>
let engine: ReturnType<typeof createStepFunctionsEngine>
let worker: Awaited<ReturnType<typeof startWorker>>
beforeAll(async () => {
  world = await createWorld()
  proxy = await startProxy(world.engine.endpoint, ({ api, taskToken = '' }) =>
    api.startsWith('SendTaskS') || api.startsWith('SendTaskF') ? LIES[poisonOf.get(taskToken) ?? 'lost'] : undefined,
  )
  engine = createStepFunctionsEngine(world.deps, { endpoint: proxy.endpoint })
  worker = await startWorker({ ...world, deps: { ...world.deps, engine } }, { livenessMs: 60_000 })
})
afterAll(async () => {
  await worker?.stop()
  engine?.close()
  await proxy?.close()
  await world?.close()
})

it('parks and reports what no retry mends, and delivers everything else as quickly as without it', {
  timeout: batteryTimeoutMs(120_000),
}, async () => {
  const clean = await world.startMany(oneGate(), CLEAN)
  await decide(clean)
  const cleanLags = await lagsOf(clean)

  const good = await world.startMany(oneGate(), DECISIONS - POISONED)
  const bad = await world.startMany(oneGate(), POISONED)
  await Promise.all(bad.map((id, at) => poison(id, POISONS[at % POISONS.length] ?? 'denied')))
  let isOver = false
  // Silence tells a bad delivery from a silent engine only while others get replies.
  const trickle = keepAnswering(() => isOver)
  await decide([...bad, ...good])
  await until(async () => ((await world.deps.callbackQueue.parked()).length === POISONED ? true : undefined))
  isOver = true
  await trickle
  await settle(courtOf(world))
  const verdict = await judge(courtOf(world), { mayPark: true })

  expect(verdict.faults).toEqual(NO_FAULTS)
  expect(verdict.parked).toBe(POISONED)
  const { rows } = await world.owner.query<{ parked_ms: number; attempts: number }>(
    `select (extract(epoch from c.due_at - c.created_at) * 1000)::float8 as parked_ms,
       (select count(*)::int from callback_attempt t where t.callback_id = c.id and t.action = 'send') as attempts
     from callback c where c.status = 'parked'`,
  )
  expect(Math.max(...rows.map((row) => row.attempts))).toBeLessThanOrEqual(MOST_CALLS)
  expect(Math.max(...rows.map((row) => row.parked_ms))).toBeLessThanOrEqual(PARKED_WITHIN_MS)
  const alerts = world.lines.map((line) => JSON.parse(line)).filter(({ alert }) => alert === 'callback_parked')
  expect(alerts).toHaveLength(POISONED)
  if (!isGate) return

  const lags = await lagsOf(good)
  const { faults: _, ...figures } = verdict
  report('A8', {
    ...figures,
    'clean p99 ms': quantile(cleanLags, 0.99),
    'good p99 ms beside poison': quantile(lags, 0.99),
    'parked after at most ms': Math.max(...rows.map((row) => row.parked_ms)),
    'most calls for one': Math.max(...rows.map((row) => row.attempts)),
  })
  expect(quantile(lags, 0.99)).toBeLessThanOrEqual(2 * quantile(cleanLags, 0.99))
})

async function decide(ids: readonly ApprovalId[]): Promise<void> {
  await Promise.all(
    ids.map(async (id, at) => {
      await pause((at * 1_000) / A_SECOND)
      await world.vote(id)
    }),
  )
}

async function poison(id: ApprovalId, kind: Poison): Promise<void> {
  const { approval } = await world.dossier(id)
  const [task] = world.engine.controls.openTokens(approval.source.executionArn)
  if (!task) throw new Error(`${id} waits for nothing`)
  if (kind === 'lost') await world.deps.vault.remove(approval.attempt.id)
  else poisonOf.set(task.token, kind)
}

async function keepAnswering(isOver: () => boolean): Promise<void> {
  while (isGate && !isOver()) {
    const { id } = await world.startOne()
    await world.vote(id)
    await pause(100)
  }
}

/** From the decision to its event in the history, in milliseconds. */
async function lagsOf(ids: readonly ApprovalId[]): Promise<readonly number[]> {
  await settle(courtOf(world))
  const lags: number[] = []
  for (const id of ids) {
    const { approval, decision } = await world.dossier(id)
    const { closedAtMs } = await hear(world.engine, approval.source.executionArn)
    lags.push((closedAtMs ?? Number.NaN) - (decision?.decidedAt.getTime() ?? 0))
  }
  return lags
}
