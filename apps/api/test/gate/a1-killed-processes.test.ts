import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createCrowd } from '../crash/crowd.ts'
import { buildService } from '../crash/service-process.ts'
import { createServiceWorld, type ServiceWorld, until } from '../crash/service-world.ts'
import { judge, NO_FAULTS, settle } from './judge.ts'
import { createRandom } from './random.ts'
import { batteryTimeoutMs, report, size } from './size.ts'

const KILLS = size(6, 1_000)
const DECISIONS = size(60, 10_000)
/** People deciding at once; at each kill this many tasks at least wait for an answer. */
const PEOPLE = 64
const IN_FLIGHT = 50
/** A process that is ready lives for up to this long; some die before they are ready. */
const LIFE_MS = 1_000
const STILLBORN = 0.1
const START_MS = 1_500

let world: ServiceWorld
beforeAll(async () => {
  buildService()
  world = await createServiceWorld()
}, 180_000)
afterAll(() => world?.close())

it('loses, doubles and contradicts nothing while api and worker are killed at random instants', {
  timeout: batteryTimeoutMs(120_000),
}, async () => {
  const random = createRandom()
  const crowd = createCrowd(world, random)
  const from = performance.now()
  // Replies that take their time: calls are under way at every kill.
  world.engine.controls.faults.add({ api: 'SendTaskSuccess', kind: 'delay', delayMs: 100 })
  let kills = 0
  let fewestInFlight = Number.POSITIVE_INFINITY

  async function killAgainAndAgain(role: 'api' | 'worker'): Promise<void> {
    for (let mine = 0; mine < KILLS / 2; mine += 1) {
      const service = world.spawn(role)
      if (random.next() < STILLBORN) await pause(random.next() * START_MS)
      else {
        await service.ready
        await pause(random.next() * LIFE_MS)
      }
      const inFlight = await until(() => (world.inFlight() >= IN_FLIGHT ? world.inFlight() : undefined))
      fewestInFlight = Math.min(fewestInFlight, inFlight)
      await service.kill('SIGKILL')
      kills += 1
    }
    await world.spawn(role).ready
  }

  await Promise.all([
    killAgainAndAgain('api'),
    killAgainAndAgain('worker'),
    crowd.tellUntil(() => kills >= KILLS && crowd.told() >= DECISIONS, PEOPLE),
  ])
  const settledMs = await settle(world)
  const verdict = await judge(world)

  expect(verdict.faults, `COUNTERSIGN_SEED=${random.seed}`).toEqual(NO_FAULTS)
  expect(verdict.decisions).toBeGreaterThanOrEqual(DECISIONS * 0.9)
  expect(fewestInFlight).toBeGreaterThanOrEqual(IN_FLIGHT)
  const { faults: _, ...figures } = verdict
  report('A1', {
    kills,
    ...figures,
    'fewest tasks in flight at a kill': fewestInFlight,
    'seconds until all was settled after the last kill': Math.round(settledMs / 100) / 10,
    minutes: Math.round((performance.now() - from) / 6_000) / 10,
    seed: random.seed,
  })
})
