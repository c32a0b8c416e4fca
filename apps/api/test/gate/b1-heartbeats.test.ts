import { beforeAll, expect, it } from 'vitest'
import { buildService } from '../crash/service-process.ts'
import { keepBeating } from '../heartbeat/keep-beating.ts'
import { batteryTimeoutMs, report, size } from './size.ts'

// B1: as many tasks as an account's quota carries, workers that are killed, and not one heartbeat missed.
const full = {
  tokens: size(500, 11_000),
  heartbeatSeconds: 60,
  quota: size({ burst: 1_200, perSecond: 200 }, { burst: 3_000, perSecond: 500 }),
  usedPerSecond: size(160, 400),
}
const LARGEST_GAP = { spread: size(58, 42), herd: size(58, 57) }

beforeAll(buildService, 180_000)

it.each(size(['spread'] as const, ['spread', 'herd'] as const))(
  'keeps every task alive through kills, with phases that are a %s',
  async (phases) => {
    const run = {
      ...full,
      phases,
      seconds: size(5, 1_800),
      killsAt: size([1.5], [300, 700, 1_100]),
      backAfter: size(2, 5),
    }
    const { missed, largestGapSeconds, fewestBeats, throttledShare, ...usage } = await keepBeating(run)
    report('B1', { phases, missed, largestGapSeconds, fewestBeats, throttledShare, ...usage })
    expect(missed).toBe(0)
    expect(fewestBeats).toBeGreaterThan(0)
    expect(largestGapSeconds).toBeLessThanOrEqual(LARGEST_GAP[phases])
    expect(throttledShare).toBeLessThanOrEqual(0.001)
    expect(usage.megabytes).toBeLessThanOrEqual(512)
    expect(usage.cores).toBeLessThanOrEqual(size(2, 1))
  },
  batteryTimeoutMs(60_000),
)
