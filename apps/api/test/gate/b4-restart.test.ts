import { beforeAll, expect, it } from 'vitest'
import { buildService } from '../crash/service-process.ts'
import { until } from '../delivery/workflow-world.ts'
import { type BeatWorld, createBeatWorld, tokenOf } from '../heartbeat/beat-world.ts'
import { batteryTimeoutMs, report, size } from './size.ts'

// B4: a worker starts when every beat is due. The most urgent goes first, and decisions do not wait behind any of them.
const DUE = size(1_000, 20_000)
const DECISIONS = size(10, 100)
const HEARTBEAT_SECONDS = 600
/** So many are under way at once, in whatever order they arrive. */
const IN_FLIGHT = 25

beforeAll(buildService, 180_000)

it(
  'beats at once, the heartbeat missed soonest first, while decisions go out as fast as ever',
  async () => {
    const world = await createBeatWorld({ quota: { burst: 3_000, perSecond: 500 }, usedPerSecond: size(200, 400) })
    try {
      // Beaten between 400 and 100 s ago, so all are due; the first of them are missed soonest.
      const quietSeconds = (n: number) => 400 - (n / DUE) * 300
      await world.insertWaiting({ count: DUE + 2 * DECISIONS, heartbeatSeconds: HEARTBEAT_SECONDS, quietSeconds })
      const startedMs = performance.now()
      const ready = world.startWorker('a', { LIVENESS_SECONDS: '60' })
      await until(() => (world.engine.calls.beats > 0 ? true : undefined))
      const firstBeatSeconds = (performance.now() - startedMs) / 1_000
      await ready
      const busy = await decide(world, DUE)
      const backlog = DUE - world.engine.calls.beats
      await until(async () => (world.engine.calls.beats >= DUE ? true : undefined))
      const order = world.engine.order.slice(0, DUE)
      const place = new Map(Array.from({ length: DUE + 2 * DECISIONS }, (_, n) => [tokenOf(n), n]))
      const furthest = order.reduce((most, token, at) => Math.max(most, Math.abs((place.get(token) ?? 0) - at)), 0)
      // What the beats add: the next one starts as cold, with as many tokens, and none of them due.
      await world.kill('a')
      await world.startWorker('b', { LIVENESS_SECONDS: '60' })
      const calm = await decide(world, DUE + DECISIONS)
      const figures = { firstBeatSeconds, furthest, backlog, calmP99Ms: calm, busyP99Ms: busy }
      report('B4', figures)
      expect(firstBeatSeconds).toBeLessThanOrEqual(size(30, 2))
      expect(furthest).toBeLessThanOrEqual(size(8, 3) * IN_FLIGHT + DECISIONS)
      expect(busy).toBeLessThanOrEqual(Math.max(2 * calm, size(5_000, 100)))
      expect(world.engine.judge().missed).toBe(0)
    } finally {
      await world.close()
    }
  },
  batteryTimeoutMs(60_000),
)

/** Decides so many, one after the other, from the n-th on. @returns the 99th percentile of commit → answered, in ms */
async function decide(world: BeatWorld, from: number): Promise<number> {
  const took: number[] = []
  for (let n = from; n < from + DECISIONS; n += 1) {
    const voted = await world.approve(n)
    if (voted.kind === 'refused') throw new Error(JSON.stringify(voted))
    const committedMs = performance.now()
    took.push((await until(() => world.engine.answeredAtMs.get(tokenOf(n)))) - committedMs)
  }
  return took.sort((a, b) => a - b)[Math.ceil(took.length * 0.99) - 1] ?? 0
}
