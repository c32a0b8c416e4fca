import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createCrowd } from '../crash/crowd.ts'
import { buildService } from '../crash/service-process.ts'
import { createServiceWorld, type ServiceWorld, until } from '../crash/service-world.ts'
import { judge, NO_FAULTS, settle } from './judge.ts'
import { startMortalPostgres } from './mortal-postgres.ts'
import { createRandom } from './random.ts'
import { batteryTimeoutMs, report, size } from './size.ts'

const DECISIONS = size(40, 5_000)
const FEWEST_KILLS = size(2, 20)
const MOST_KILLS = size(2, Number.POSITIVE_INFINITY)
const PEOPLE = size(16, 24)
/** It lives for so long, and until this many more decisions were told; then it is gone for up to `GONE_MS`. */
const PROGRESS = 8
const LIFE_MS = size({ least: 500, more: 1_000 }, { least: 5_000, more: 5_000 })
const GONE_MS = size(500, 2_000)

let postgres: Awaited<ReturnType<typeof startMortalPostgres>>
let world: ServiceWorld
beforeAll(async () => {
  buildService()
  postgres = await startMortalPostgres()
  world = await createServiceWorld({ database: postgres.database })
}, 180_000)
afterAll(() => world?.close())

it('loses, doubles and contradicts nothing while PostgreSQL is killed again and again', {
  timeout: batteryTimeoutMs(120_000),
}, async () => {
  const random = createRandom()
  const crowd = createCrowd(world, random)
  const from = performance.now()
  let kills = 0
  let isOver = false
  await Promise.all([world.spawn('api').ready, world.spawn('worker').ready])

  const killing = (async () => {
    while (!isOver && kills < MOST_KILLS) {
      const before = crowd.told()
      await pause(LIFE_MS.least + random.next() * LIFE_MS.more)
      await until(() => (isOver || crowd.told() >= before + PROGRESS ? true : undefined))
      await postgres.kill()
      kills += 1
      await pause(random.next() * GONE_MS)
      await postgres.revive()
    }
  })()
  await crowd.tellUntil(() => crowd.told() >= DECISIONS && kills >= FEWEST_KILLS, PEOPLE)
  isOver = true
  await killing
  const settledMs = await settle(world)
  const verdict = await judge(world)

  expect(verdict.faults, `COUNTERSIGN_SEED=${random.seed}`).toEqual(NO_FAULTS)
  expect(verdict.approvals).toBeGreaterThanOrEqual(DECISIONS)
  const { faults: _, ...figures } = verdict
  report('A4', {
    kills,
    ...figures,
    'seconds until settled after the last kill': Math.round(settledMs / 100) / 10,
    minutes: Math.round((performance.now() - from) / 6_000) / 10,
    seed: random.seed,
  })
})
