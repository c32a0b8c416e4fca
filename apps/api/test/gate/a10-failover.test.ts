import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createCrowd } from '../crash/crowd.ts'
import { buildService, type SpawnedService } from '../crash/service-process.ts'
import { createServiceWorld, type ServiceWorld, until } from '../crash/service-world.ts'
import { quantile } from './figures.ts'
import { judge, NO_FAULTS, settle } from './judge.ts'
import { createRandom } from './random.ts'
import { batteryTimeoutMs, report, size } from './size.ts'

const DEATHS = size(1, 150)
/** Workers that stop and come back, several at a time. */
const SLEEPS = size(1, 50)
const SLEEPERS = size(1, 2)
/** Longer than every lease. */
const SLEEP_MS = size(13_500, 60_000)
const PEOPLE = size(6, 16)
/** Calls take this long, so that some are under way at every moment. */
const CALL_MS = 150
/** What it says of a newer lease, or of a transaction that the database had given up meanwhile. */
const REFUSALS = new Set(['delivery outcome not recorded: a newer lease holds the callback', 'delivery broke off'])

interface Victim extends SpawnedService {
  readonly owner: string
  /** Outcomes that it learnt too late to record. */
  readonly refused: () => number
}

let world: ServiceWorld
beforeAll(async () => {
  buildService()
  world = await createServiceWorld()
  await Promise.all([world.spawn('api').ready, world.spawn('worker').ready])
}, 180_000)
afterAll(() => world?.close())

it('is taken over by a peer within seconds when it dies, and records nothing stale when it wakes up', {
  timeout: batteryTimeoutMs(180_000),
}, async () => {
  const random = createRandom()
  const crowd = createCrowd(world, random)
  for (const api of ['SendTaskSuccess', 'SendTaskFailure'])
    world.engine.controls.faults.add({ api, kind: 'delay', delayMs: CALL_MS })
  let isOver = false
  const died: number[] = []
  const slept: number[] = []
  let stale = 0

  async function die(): Promise<void> {
    for (let death = 0; death < DEATHS; death += 1) {
      const victim = await startVictim()
      await untilSending(victim)
      await victim.kill('SIGKILL')
      died.push(await untilTakenOver(victim))
    }
  }
  async function sleep(times: number): Promise<void> {
    for (let nap = 0; nap < times; nap += 1) {
      const victim = await startVictim()
      const held = await stopInTheMiddle(victim)
      const [takenOverMs] = await Promise.all([untilTakenOver(victim), pause(SLEEP_MS)])
      slept.push(takenOverMs)
      process.kill(victim.pid, 'SIGCONT')
      // It learns what became of its calls, and is refused for each.
      await until(() => (victim.refused() >= held ? true : undefined))
      stale += victim.refused()
      await victim.kill('SIGTERM')
    }
  }
  const done = Promise.all([die(), ...Array.from({ length: SLEEPERS }, () => sleep(SLEEPS / SLEEPERS))]).finally(() => {
    isOver = true
  })
  await Promise.all([done, crowd.tellUntil(() => isOver, PEOPLE)])
  await settle(world)
  const verdict = await judge(world)

  expect(verdict.faults, `COUNTERSIGN_SEED=${random.seed}`).toEqual(NO_FAULTS)
  expect(stale).toBeGreaterThanOrEqual(SLEEPS)
  expect(quantile(died, 0.99)).toBeLessThanOrEqual(size(60_000, 10_000))
  expect(Math.max(...died)).toBeLessThanOrEqual(size(60_000, 15_000))
  const { faults: _, ...figures } = verdict
  report('A10', {
    deaths: died.length,
    'taken over after a death, ms': `p50 ${quantile(died, 0.5)}, p99 ${quantile(died, 0.99)}, max ${Math.max(...died)}`,
    sleeps: slept.length,
    'taken over from a sleeper, ms': `p50 ${quantile(slept, 0.5)}, max ${Math.max(...slept)}`,
    'stale outcomes refused': stale,
    ...figures,
    seed: random.seed,
  })
})

async function startVictim(): Promise<Victim> {
  let owner: string | undefined
  let refused = 0
  const service = world.spawn('worker', { LOG_LEVEL: 'info' }, (line) => {
    if (line.msg === 'working') owner = String(line.owner)
    if (REFUSALS.has(String(line.msg))) refused += 1
  })
  await service.ready
  return { ...service, owner: await until(() => owner), refused: () => refused }
}

/** Stops it while calls are under way; how many. */
async function stopInTheMiddle(victim: Victim): Promise<number> {
  for (;;) {
    await untilSending(victim)
    process.kill(victim.pid, 'SIGSTOP')
    const held = await callbacksOf(victim)
    if (held > 0) return held
    process.kill(victim.pid, 'SIGCONT')
  }
}

async function callbacksOf({ owner }: Victim): Promise<number> {
  const [row] = await world.rows<{ n: number }>(
    `select count(*)::int as n from callback where status = 'sending' and lease_owner = $1`,
    [owner],
  )
  return row?.n ?? 0
}

const untilSending = (victim: Victim) =>
  until(async () => ((await callbacksOf(victim)) > 0 && (await shardsOf(victim)) > 0 ? true : undefined))

async function shardsOf({ owner }: Victim): Promise<number> {
  const [row] = await world.rows<{ n: number }>(
    'select count(*)::int as n from heartbeat_shard where lease_owner = $1',
    [owner],
  )
  return row?.n ?? 0
}

/** How long until a peer holds every callback and every shard that it held. */
async function untilTakenOver(victim: Victim): Promise<number> {
  const from = performance.now()
  await until(async () => ((await callbacksOf(victim)) + (await shardsOf(victim)) === 0 ? true : undefined))
  return Math.round(performance.now() - from)
}
