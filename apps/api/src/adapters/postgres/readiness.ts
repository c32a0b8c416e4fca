import type { Pool } from 'pg'
import type { Readiness } from '../../ports/readiness.ts'

/** The newest folder of prisma/migrations; a test compares. Code older than the database is fine, newer is not. */
export const NEWEST_MIGRATION = '20261122090000_one_append'

export function createPostgresReadiness(pool: Pool): Readiness {
  return {
    async check() {
      try {
        const { rows } = await pool.query<{ applied: boolean }>(APPLIED, [NEWEST_MIGRATION])
        return rows[0]?.applied ? null : `The database misses the migration ${NEWEST_MIGRATION}: run npm run migrate.`
      } catch {
        return 'The database does not answer.'
      }
    },
  }
}

const APPLIED = `
  select exists (
    select from _prisma_migrations
    where migration_name = $1 and finished_at is not null and rolled_back_at is null
  ) as applied`
