import type { Pool } from 'pg'
import { z } from 'zod'
import type { BeatLoad } from '../../ports/beat-load.ts'
import type { Clock } from '../../ports/clock.ts'
import { createStatements } from './statements.ts'

/** The sum walks every live attempt, so it is taken this rarely; registrations of this process are added meanwhile. */
const FRESH_MS = 5_000

const loadRow = z.array(z.object({ account: z.string(), region: z.string(), load: z.number() }))

/** Beats per second that the live attempts of each account and region need: two per HeartbeatSeconds. */
export function createPostgresBeatLoad(pool: Pool, clock: Clock): BeatLoad {
  const statements = createStatements(pool)
  let loads = new Map<string, number>()
  let takenAtMs = Number.NEGATIVE_INFINITY
  let taking: Promise<void> | undefined

  const take = async () => {
    const rows = loadRow.parse(
      await statements.rows`
        select split_part(a.execution_arn, ':', 5) as account, split_part(a.execution_arn, ':', 4) as region,
          sum(2.0 / a.heartbeat_seconds)::float8 as load
        from attempt t join approval a on a.id = t.approval_id
        where t.status = 'live' and a.heartbeat_mode = 'service' and a.heartbeat_seconds is not null
        group by 1, 2`,
    )
    loads = new Map(rows.map(({ account, region, load }) => [keyOf(account, region), load]))
    takenAtMs = clock.monotonicMs()
  }

  return {
    async current(account, region) {
      if (clock.monotonicMs() - takenAtMs > FRESH_MS) {
        taking ??= take().finally(() => {
          taking = undefined
        })
        await taking
      }
      return loads.get(keyOf(account, region)) ?? 0
    },
    add(account, region, beatsPerSecond) {
      const key = keyOf(account, region)
      loads.set(key, (loads.get(key) ?? 0) + beatsPerSecond)
    },
  }
}

const keyOf = (account: string, region: string): string => `${account}:${region}`
