import { afterAll, beforeAll, expect, it } from 'vitest'
import type { CrashPoint } from '../../src/adapters/system/crash-points.ts'
import { createCrowd, type Story } from '../crash/crowd.ts'
import { buildService, type LogLine } from '../crash/service-process.ts'
import { createServiceWorld, type ServiceWorld, until } from '../crash/service-world.ts'
import { judge, NO_FAULTS, settle } from './judge.ts'
import { createRandom, type Random } from './random.ts'
import { batteryTimeoutMs, report, size } from './size.ts'

const SEEDS = size(1, 25)
const PEOPLE = size(10, 24)
/** Each point is reached again and again; it fails at the first to the so-manieth time. */
const LATEST = size(1, 4)
/** A round that takes longer misses a point. */
const ROUND_MS = 280_000
/** Enough of every kind, so that no point waits long for its turn. */
const STORIES: readonly Story[] = [
  'approved',
  'approved',
  'approved',
  'rejected',
  'held',
  'undone',
  'undone',
  'stopped',
]

const OF_THE_API: readonly CrashPoint[] = [
  'before-vault-put',
  'after-vault-put',
  'before-registration-commit',
  'after-registration-commit',
  'before-vote-commit',
  'after-vote-commit',
  'before-undo-commit',
]
const OF_DELIVERIES: readonly CrashPoint[] = [
  'after-lease',
  'after-vault-get',
  'after-token-open',
  'before-send',
  'after-send',
  'before-record-commit',
  'after-record-commit',
]
const OF_JUDGING_AND_CARE: readonly CrashPoint[] = [
  'after-judge-lease',
  'after-judge',
  'after-beat',
  'before-close-commit',
  'after-close-commit',
  'after-shard-claim',
]

let world: ServiceWorld
beforeAll(async () => {
  buildService()
  world = await createServiceWorld()
}, 180_000)
afterAll(() => world?.close())

it('loses, doubles and contradicts nothing when it dies, hangs or is cut off at every named point', {
  timeout: batteryTimeoutMs(300_000),
}, async () => {
  // Life goes on while others die: stories end, and what is left behind is taken over.
  await Promise.all([world.spawn('api').ready, world.spawn('worker').ready])
  const random = createRandom()
  const crowd = createCrowd(world, random)
  const failures = { kill: 0, timeout: 0, reset: 0 }
  // Lost replies, so that there is something to judge.
  world.engine.controls.faults.add({ api: 'SendTaskSuccess', kind: 'acceptThenDrop', rate: 0.1, seed: random.seed })

  for (let round = 0; round < SEEDS; round += 1) {
    let isOver = false
    const deeds = [
      dieAtEach('api', OF_THE_API, random),
      dieAtEach('worker', OF_DELIVERIES, random),
      dieAtEach('worker', OF_JUDGING_AND_CARE, random),
      failAtEach('api', OF_THE_API, random),
      failAtEach('worker', [...OF_DELIVERIES, ...OF_JUDGING_AND_CARE], random),
    ]
    const done = Promise.all(deeds).finally(() => {
      isOver = true
    })
    await Promise.all([done, crowd.tellUntil(() => isOver, PEOPLE, STORIES)])
    const { died, failed } = (await done).reduce((sum, each) => ({
      died: sum.died + each.died,
      failed: sum.failed + each.failed,
    }))
    failures.kill += died
    failures.timeout += failed
    failures.reset += failed
  }
  const settledMs = await settle(world)
  const verdict = await judge(world)

  expect(verdict.faults, `COUNTERSIGN_SEED=${random.seed}`).toEqual(NO_FAULTS)
  expect(failures).toEqual({ kill: 20 * SEEDS, timeout: 19 * SEEDS, reset: 19 * SEEDS })
  const { faults: _, ...figures } = verdict
  report('A2', { ...failures, ...figures, 'seconds until settled': Math.round(settledMs / 1_000), seed: random.seed })
})

interface Failures {
  readonly died: number
  readonly failed: number
}

/** One process after the other dies at one point after the other; the last one stays. */
async function dieAtEach(role: 'api' | 'worker', points: readonly CrashPoint[], random: Random): Promise<Failures> {
  for (const point of points) {
    const service = world.spawn(role, { COUNTERSIGN_CRASH_AT: `${point}:${someTimes(random)}` })
    if ((await service.ended) !== 'SIGKILL') throw new Error(`the ${role} ended, but not at ${point}`)
  }
  return { died: points.length, failed: 0 }
}

/** A process that survives, and whose connections hang and break at every point. */
async function failAtEach(role: 'api' | 'worker', points: readonly CrashPoint[], random: Random): Promise<Failures> {
  // A token is opened in memory: there is no connection to lose.
  const left = new Set(points.filter((point) => point !== 'after-token-open').flatMap(plan))
  const setting = [...left].map((each) => each.replace(':', `:${someTimes(random)}:`)).join(',')
  const total = left.size
  const onLine = ({ crashPoint, kind }: LogLine) => left.delete(`${crashPoint}:${kind}`)
  const service = world.spawn(role, { COUNTERSIGN_CRASH_AT: setting, LOG_LEVEL: 'error' }, onLine)
  const from = performance.now()
  await until(() => {
    if (performance.now() - from > ROUND_MS) throw new Error(`never reached: ${[...left].join(', ')}`)
    return left.size === 0 ? true : undefined
  })
  await service.kill('SIGTERM')
  return { died: 0, failed: total / 2 }
}

const plan = (point: CrashPoint): readonly string[] => [`${point}:timeout`, `${point}:reset`]

const someTimes = (random: Random): number => 1 + Math.floor(random.next() * LATEST)
