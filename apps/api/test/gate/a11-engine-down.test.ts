import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startWorker } from '../delivery/start-worker.ts'
import { createWorld, oneGate, type World } from '../delivery/workflow-world.ts'
import { courtOf } from './court.ts'
import { judge, NO_FAULTS, settle } from './judge.ts'
import { batteryTimeoutMs, report, size } from './size.ts'

const DECISIONS = size(60, 5_000)
const DOWN_MS = size(3_000, 10 * 60_000)
const DRAINED_WITHIN_MS = 60_000
/** Those under way when the engine fell silent, and the probes: 0.1 calls a decision at full size. */
const EXTRA_CALLS = size(40, DECISIONS * 0.1)

let world: World
let worker: Awaited<ReturnType<typeof startWorker>>
beforeAll(async () => {
  world = await createWorld()
  worker = await startWorker(world, { livenessMs: 60_000 })
})
afterAll(async () => {
  await worker?.stop()
  await world?.close()
})

it('spends next to nothing on an engine that is down, and delivers everything soon after, below the quota', {
  timeout: batteryTimeoutMs(120_000),
}, async () => {
  const { faults, quotas, counters } = world.engine.controls
  const ids = await world.startMany(oneGate(), DECISIONS)
  counters.reset()
  // As AWS has it in the larger regions; the worker keeps to 80 % of it.
  quotas.enable()
  faults.add({ api: '*', kind: 'refuseConnection' })
  for (const id of ids) await world.vote(id)
  await pause(DOWN_MS)
  const callsWhileDown = sends(counters.calls())
  faults.clear()
  const drainedMs = await settle(courtOf(world))
  const calls = sends(counters.calls())
  const throttled = counters.calls().SendTaskSuccess?.ThrottlingException ?? 0
  quotas.disable()
  const verdict = await judge(courtOf(world))

  expect(verdict.faults).toEqual(NO_FAULTS)
  expect(verdict.confirmed).toBe(DECISIONS)
  expect(throttled).toBe(0)
  expect(calls - DECISIONS).toBeLessThanOrEqual(EXTRA_CALLS)
  expect(drainedMs).toBeLessThanOrEqual(DRAINED_WITHIN_MS)
  const { faults: _, ...figures } = verdict
  report('A11', {
    ...figures,
    'calls while down': callsWhileDown,
    'calls per decision': Math.round((1_000 * calls) / DECISIONS) / 1_000,
    throttled,
    'seconds until drained': Math.round(drainedMs / 100) / 10,
  })
})

/** Send* calls of every outcome, those that were dropped included. */
function sends(calls: ReturnType<World['engine']['controls']['counters']['calls']>): number {
  return ['SendTaskSuccess', 'SendTaskFailure']
    .flatMap((api) => Object.values(calls[api] ?? {}))
    .reduce((sum, times) => sum + times, 0)
}
