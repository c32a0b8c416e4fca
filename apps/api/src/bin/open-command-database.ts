import type { Database } from '../adapters/postgres/database.ts'
import { openDatabase } from '../adapters/postgres/database.ts'
import { readEnv } from '../config/env.ts'

/** Commands need the database and nothing else of the configuration. */
export function openCommandDatabase(name: string): Database {
  const { values, problems } = readEnv()
  const url = values.DATABASE_URL
  if (url === undefined || problems.length > 0) {
    for (const problem of url === undefined ? ['Set DATABASE_URL to the database of the service.'] : problems)
      console.error(problem)
    process.exit(2)
  }
  return openDatabase(url, {
    applicationName: `countersign ${name}`,
    maxConnections: 2,
    onIdleError: (error) => console.error(error.message),
  })
}
