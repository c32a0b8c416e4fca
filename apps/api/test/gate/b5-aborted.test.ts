import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, expect, it } from 'vitest'
import { buildService } from '../crash/service-process.ts'
import { until } from '../delivery/workflow-world.ts'
import { createBeatWorld, keyOf, tokenOf } from '../heartbeat/beat-world.ts'
import { batteryTimeoutMs, report, size } from './size.ts'

// B5: what no longer waits leaves the inbox with the next beat. Why it ended is read from its history, and histories are
// read ten times a second at most: so are executions aborted here, once the saved-up calls are spent.
const WAITING = size(300, 4_000)
const ABORTED = size(40, 1_000)
const PER_SECOND = 8
const USED_PER_SECOND = size(100, 400)
const WITHIN_MS = size(20_000, Math.max(3, WAITING / USED_PER_SECOND) * 1_000 + 5_000)

beforeAll(buildService, 180_000)

it(
  'takes aborted executions out of the inbox within one interval and 5 s, and lets nobody decide them any more',
  async () => {
    const world = await createBeatWorld({ quota: { burst: 3_000, perSecond: 500 }, usedPerSecond: USED_PER_SECOND })
    try {
      await world.insertWaiting({ count: WAITING, heartbeatSeconds: 3_600, quietSeconds: () => 0 })
      await world.startWorker('a')
      await until(() => (world.engine.calls.beats > 0 ? true : undefined))
      const abortedAt: number[] = []
      for (let n = 0; n < ABORTED; n += 1) {
        abortedAt.push(Date.now())
        world.engine.abort(tokenOf(n))
        if (ABORTED > 200) await sleep(1_000 / PER_SECOND)
      }
      const closed = await until(async () => {
        const { rows } = await world.owner.query<{ id: string; status: string; close_reason: string; at: Date }>(
          `select id, status, close_reason, closed_at as at from approval where close_reason = 'execution_aborted' order by id`,
        )
        return rows.length < ABORTED ? undefined : rows
      })
      const slowestMs = closed.reduce((most, { at }, n) => Math.max(most, at.getTime() - (abortedAt[n] ?? 0)), 0)
      const votes = []
      for (let n = 0; n < Math.min(100, closed.length); n += 1) votes.push(await world.approve(n))
      report('B5', { closed: closed.length, slowestMs, withinMs: WITHIN_MS })
      expect(closed.map(({ id }) => id)).toEqual(closed.map((_, n) => `apr_${keyOf(n)}`))
      expect(slowestMs).toBeLessThanOrEqual(WITHIN_MS)
      expect(votes.map(({ kind }) => kind)).toEqual(votes.map(() => 'refused'))
      expect(world.engine.calls.answered).toBe(0)
    } finally {
      await world.close()
    }
  },
  batteryTimeoutMs(60_000),
)
