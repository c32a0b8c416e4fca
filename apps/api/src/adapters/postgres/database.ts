import { PrismaPg } from '@prisma/adapter-pg'
import { Pool } from 'pg'
import { PrismaClient } from './generated/client.ts'

export interface Database {
  /** For single statements and for listening. */
  readonly pool: Pool
  readonly prisma: PrismaClient
  close(): Promise<void>
}

export interface DatabaseOptions {
  readonly applicationName: string
  readonly maxConnections: number
  /** An idle connection broke; the pool has dropped it already. */
  readonly onIdleError: (error: Error) => void
}

/**
 * One pool for everything. Sessions speak UTC, because Prisma writes instants without an offset. A statement that waits
 * longer than these limits is a fault, and giving up frees the row it waits behind.
 */
export function openDatabase(url: string, options: DatabaseOptions): Database {
  const pool = new Pool({
    connectionString: url,
    max: options.maxConnections,
    application_name: options.applicationName,
    options: '-c timezone=UTC -c default_transaction_isolation=read\\ committed',
    connectionTimeoutMillis: 5_000,
    statement_timeout: 10_000,
    lock_timeout: 8_000,
    idle_in_transaction_session_timeout: 15_000,
    keepAlive: true,
  })
  pool.on('error', options.onIdleError)
  // A borrowed connection that breaks shows in the statement that fails.
  pool.on('connect', (client) => client.on('error', () => {}))
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool),
    transactionOptions: { isolationLevel: 'ReadCommitted', maxWait: 5_000, timeout: 15_000 },
  })
  return {
    pool,
    prisma,
    async close() {
      await prisma.$disconnect()
      await pool.end()
    },
  }
}
