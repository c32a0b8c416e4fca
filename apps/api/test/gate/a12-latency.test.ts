import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildService } from '../crash/service-process.ts'
import { createServiceWorld, type ServiceWorld } from '../crash/service-world.ts'
import { quantile } from './figures.ts'
import { hear } from './hear.ts'
import { judge, NO_FAULTS, settle } from './judge.ts'
import { batteryTimeoutMs, isGate, report, size } from './size.ts'

const DECISIONS = size(20, 3_000)
const A_SECOND = 50
/** Registered a few at a time, as a busy day would bring them. */
const AT_ONCE = 20

let world: ServiceWorld
beforeAll(async () => {
  buildService()
  world = await createServiceWorld()
  // Half of the tasks wait at any time. Asking each every second whether it is still there would take what the two cores
  // have for decisions; B1 and B2 are about that.
  await Promise.all([world.spawn('api').ready, world.spawn('worker', { LIVENESS_SECONDS: '60' }).ready])
}, 180_000)
afterAll(() => world?.close())

it('closes every task within a moment of its decision at fifty a second', {
  timeout: batteryTimeoutMs(60_000),
}, async () => {
  const waiting: string[] = []
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (waiting.length < DECISIONS) {
        const at = waiting.push('') - 1
        waiting[at] = await world.approvalOf(await world.startExecution({ TimeoutSeconds: 86_400 }))
      }
    }),
  )
  await Promise.all(
    waiting.map(async (id, at) => {
      await pause((at * 1_000) / A_SECOND)
      await world.vote(id, 'approve')
    }),
  )
  await settle(world)
  const verdict = await judge(world)
  expect(verdict.faults).toEqual(NO_FAULTS)
  expect(verdict.confirmed).toBe(verdict.approvals)
  if (!isGate) return

  // The database's clock and the engine's are this machine's.
  const rows = await world.rows<{ execution_arn: string; decided_ms: number }>(
    `select a.execution_arn, (extract(epoch from d.decided_at) * 1000)::float8 as decided_ms
     from decision d join approval a on a.id = d.approval_id`,
  )
  const lags: number[] = []
  for (const { execution_arn, decided_ms } of rows)
    lags.push(((await hear(world.engine, execution_arn)).closedAtMs ?? Number.NaN) - decided_ms)
  report('A12', {
    decisions: lags.length,
    'p50 ms': quantile(lags, 0.5),
    'p99 ms': quantile(lags, 0.99),
    'max ms': Math.max(...lags),
  })
  expect(quantile(lags, 0.5)).toBeLessThanOrEqual(50)
  expect(quantile(lags, 0.99)).toBeLessThanOrEqual(300)
})
