import type { Pool } from 'pg'
import { z } from 'zod'
import { beatsPerSecond } from '../../domain/heartbeats/beat-budget.ts'
import type { BeatLoad } from '../../ports/beat-load.ts'
import type { Clock } from '../../ports/clock.ts'
import { createStatements } from './statements.ts'

/** The sum walks an index entry of every waiting task, so it is taken this rarely; what this process registers is added. */
const FRESH_MS = 5_000

const loadRows = z.array(
  z.object({ account: z.string(), region: z.string(), heartbeat_seconds: z.int(), tokens: z.int() }),
)

/** Beats per second that the waiting tasks of each account and region need, by the law of heartbeats. */
export function createPostgresBeatLoad(pool: Pool, clock: Clock): BeatLoad {
  const statements = createStatements(pool)
  let loads = new Map<string, number>()
  let takenAtMs = Number.NEGATIVE_INFINITY
  let taking: Promise<void> | undefined

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
    add,
  }

  async function take(): Promise<void> {
    // Its predicate is that of the index approval_beats, which holds all that is read.
    const rows = loadRows.parse(
      await statements.rows`
        select split_part(execution_arn, ':', 5) as account, split_part(execution_arn, ':', 4) as region,
          heartbeat_seconds, count(*)::int as tokens
        from approval
        where status = 'pending' and heartbeat_mode = 'service' and heartbeat_seconds is not null
        group by 1, 2, 3`,
    )
    loads = new Map()
    for (const { account, region, heartbeat_seconds: seconds, tokens } of rows)
      add(account, region, tokens * beatsPerSecond({ mode: 'service', seconds }))
    takenAtMs = clock.monotonicMs()
  }

  function add(account: string, region: string, load: number): void {
    const key = keyOf(account, region)
    loads.set(key, (loads.get(key) ?? 0) + load)
  }
}

const keyOf = (account: string, region: string): string => `${account}:${region}`
