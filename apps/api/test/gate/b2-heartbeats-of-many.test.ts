import { beforeAll, expect, it } from 'vitest'
import { buildService } from '../crash/service-process.ts'
import { type BeatRun, keepBeating } from '../heartbeat/keep-beating.ts'
import { batteryTimeoutMs, report, size } from './size.ts'

// B2: 100,000 tasks on one account, at 400 of its 500 calls a second: beaten every 250 s, whoever is killed meanwhile.
const CASES: { phases: BeatRun['phases']; heartbeatSeconds: number }[] = size(
  [{ phases: 'herd', heartbeatSeconds: 60 }],
  [
    { phases: 'spread', heartbeatSeconds: 300 },
    { phases: 'herd', heartbeatSeconds: 505 },
  ],
)
const full = {
  tokens: size(500, 100_000),
  quota: size({ burst: 1_200, perSecond: 200 }, { burst: 3_000, perSecond: 500 }),
  usedPerSecond: size(160, 400),
  seconds: size(5, 1_200),
  killsAt: size([1.5], [300, 700]),
  backAfter: size(2, 5),
}

beforeAll(buildService, 180_000)

it.each(CASES)(
  'keeps very many tasks of HeartbeatSeconds $heartbeatSeconds alive, beaten as a $phases before the start',
  async (which) => {
    const { missed, largestGapSeconds, fewestBeats, throttledShare, ...usage } = await keepBeating({
      ...full,
      ...which,
    })
    report('B2', { ...which, missed, largestGapSeconds, fewestBeats, throttledShare, ...usage })
    expect(missed).toBe(0)
    expect(fewestBeats).toBeGreaterThan(0)
    expect(largestGapSeconds).toBeLessThan(which.heartbeatSeconds)
    expect(throttledShare).toBeLessThanOrEqual(0.001)
    expect(usage.megabytes).toBeLessThanOrEqual(1_024)
    expect(usage.cores).toBeLessThanOrEqual(size(2, 1))
  },
  batteryTimeoutMs(90_000),
)
