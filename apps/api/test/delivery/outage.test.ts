import { afterAll, beforeAll, expect, it } from 'vitest'
import { createOutages } from '../../src/domain/outages.ts'
import type { WorkflowEngine } from '../../src/ports/workflow-engine.ts'
import { deliverCallbacks } from '../../src/use-cases/deliver-callbacks.ts'
import { createManualClock } from '../heartbeat/manual-clock.ts'
import { createWorld, oneGate, type World } from './workflow-world.ts'

const DECISIONS = 60
const OUTAGE_MS = 10 * 60_000

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

it('spends at most 1.1 calls per decision on an outage of ten minutes, and delivers everything after it', async () => {
  const ids = await world.startMany(oneGate(), DECISIONS)
  for (const id of ids) await world.vote(id)
  const clock = createManualClock()
  let isDown = true
  let calls = 0
  const engine: Pick<WorkflowEngine, 'answer'> = {
    async answer(...call) {
      calls += 1
      if (isDown) return { kind: 'retryLater', error: 'ECONNREFUSED', afterMs: null, requestId: null }
      return world.deps.engine.answer(...call)
    },
  }
  const deps = { ...world.deps, engine, clock, outages: createOutages() }
  const deliver = async () => {
    await Promise.all(await deliverCallbacks(deps, { owner: 'worker-0000000a', leaseMs: 900_000, limit: 4 }))
    // What backs off is due again at every pass: only the budget holds it back.
    await world.owner.query(`update callback set due_at = countersign_now() where status = 'queued'`)
  }

  for (let passed = 0; passed < OUTAGE_MS; passed += 2_000) {
    await deliver()
    clock.advance(2_000)
  }
  const duringOutage = calls
  isDown = false
  for (let pass = 0; pass < DECISIONS; pass += 1) {
    await deliver()
    clock.advance(1_000)
  }
  for (const id of ids) expect((await world.callbackOf(id)).status).toBe('confirmed')
  // Eight calls until it is clear, then one every five seconds at most: independent of how many decisions wait.
  expect(duringOutage).toBeLessThanOrEqual(8 + OUTAGE_MS / 5_000 + 5)
  expect(calls - duringOutage).toBe(DECISIONS)
})

it('keeps delivering to other regions meanwhile', () => {
  const outages = createOutages()
  const here = 'arn:aws:states:eu-central-1:123456789012:execution:m:x'
  const there = 'arn:aws:states:us-east-1:123456789012:execution:m:x'
  const silence = { kind: 'unknown', error: 'TimeoutError', requestId: null } as const
  for (let call = 0; call < 10; call += 1) outages.report(here, silence, 0)
  outages.report(there, { kind: 'accepted', requestId: null }, 0)
  expect(outages.closed()).toEqual(['123456789012/eu-central-1'])
  expect(outages.takeProbes(600)).toEqual(['123456789012/eu-central-1'])
  expect(outages.takeProbes(600)).toEqual([])
  expect(outages.nextProbeInMs(600)).toBe(1_000)
  // A throttled reply is a reply.
  outages.report(here, { kind: 'retryLater', error: 'ThrottlingException', afterMs: null, requestId: null }, 700)
  expect(outages.closed()).toEqual([])
  expect(outages.nextProbeInMs(700)).toBeNull()
})
