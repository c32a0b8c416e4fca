import type { Pool } from 'pg'
import type { DatabaseClock } from '../../ports/database-clock.ts'

export function createDatabaseClock(pool: Pool): DatabaseClock {
  return {
    async now() {
      const { rows } = await pool.query<{ now: Date }>('select countersign_now() as now')
      const [row] = rows
      if (!row) throw new Error('the database told no time')
      return row.now
    },
  }
}
