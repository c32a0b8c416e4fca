import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll } from 'vitest'
import { createCelConditions } from '../../src/adapters/cel/condition-engine.ts'
import { createIdentifiers } from '../../src/adapters/crypto/identifiers.ts'
import { createTokenSealer } from '../../src/adapters/crypto/token-sealer.ts'
import { createFormValidator } from '../../src/adapters/json-schema/form-validator.ts'
import { createPostgresApprovalReader } from '../../src/adapters/postgres/approval-reader.ts'
import { createPostgresBeatLoad } from '../../src/adapters/postgres/beat-load.ts'
import type { Database } from '../../src/adapters/postgres/database.ts'
import { openDatabase } from '../../src/adapters/postgres/database.ts'
import { seedDirectory } from '../../src/adapters/postgres/seed-directory.ts'
import { createPostgresTokenVault } from '../../src/adapters/postgres/token-vault.ts'
import { createPostgresUnitOfWork } from '../../src/adapters/postgres/unit-of-work.ts'
import { createSystemClock } from '../../src/adapters/system/clock.ts'
import { FJORD_AND_FIELD } from '../../src/demo/fjord-and-field.ts'
import type { Approval } from '../../src/domain/approval.ts'
import type { Refused } from '../../src/domain/refusal.ts'
import { requestApproval } from '../../src/use-cases/request-approval.ts'
import type { RegistrationOverrides } from '../builders.ts'
import { aRegistration } from '../builders.ts'
import { createTestDatabase, type TestDatabase } from './test-database.ts'

export interface TestCore {
  readonly testDatabase: TestDatabase
  readonly database: Database
  readonly deps: ReturnType<typeof wireCore>
  /** As jobs get them, over a single connection: whoever takes a second one inside a transaction waits for himself. */
  readonly jobDeps: Pick<ReturnType<typeof wireCore>, 'unitOfWork' | 'reader'>
  /** Registers and returns the approval; fails the test when it is refused. */
  register(overrides?: RegistrationOverrides): Promise<Approval>
  /** Looks at the database as the service's own role. */
  sql<Row extends object>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>
}

/** A database of its own with the demo's people, and the core wired to it as the api wires it. */
export function useTestCore(): TestCore {
  let testDatabase: TestDatabase | undefined
  let database: Database | undefined
  let deps: ReturnType<typeof wireCore> | undefined
  let jobs: Database | undefined
  beforeAll(async () => {
    testDatabase = await createTestDatabase()
    database = openTestDatabase(testDatabase.databaseUrl)
    await seedDirectory(database.prisma, FJORD_AND_FIELD)
    deps = wireCore(database)
    jobs = openTestDatabase(testDatabase.databaseUrl, 1)
  })
  afterAll(async () => {
    await jobs?.close()
    await database?.close()
    await testDatabase?.drop()
  })
  const ready = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('the test core is used before the tests run')
    return value
  }
  return {
    get testDatabase() {
      return ready(testDatabase)
    },
    get database() {
      return ready(database)
    },
    get deps() {
      return ready(deps)
    },
    get jobDeps() {
      const { pool } = ready(jobs)
      return { unitOfWork: createPostgresUnitOfWork(pool), reader: createPostgresApprovalReader(pool) }
    },
    async register(overrides = {}) {
      return accepted(await requestApproval(ready(deps), aRegistration(overrides))).approval
    },
    async sql<Row extends object>(text: string, values: readonly unknown[] = []) {
      return (await ready(database).pool.query<Row>(text, [...values])).rows
    },
  }
}

const openTestDatabase = (url: string, maxConnections = 12): Database =>
  openDatabase(url, { applicationName: 'test', maxConnections, onIdleError: () => {} })

export function wireCore(database: Database) {
  const clock = createSystemClock()
  return {
    home: { find: async () => null },
    unitOfWork: createPostgresUnitOfWork(database.pool),
    reader: createPostgresApprovalReader(database.pool),
    identifiers: createIdentifiers(),
    sealer: createTokenSealer([{ id: 'test', secret: randomBytes(32) }], randomBytes(32)),
    vault: createPostgresTokenVault(database.prisma),
    forms: createFormValidator(),
    conditions: createCelConditions(),
    beatLoad: createPostgresBeatLoad(database.pool, clock),
    beatQuotaOf: () => 400,
    // These tests have no workflows, so no token lives.
    engine: {
      heartbeat: async () => ({ kind: 'gone', error: 'TaskTimedOut', requestId: null }) as const,
      history: async () => ({ kind: 'missing', error: 'ExecutionDoesNotExist' }) as const,
    },
  }
}

/** The result when it is none of the refusals. */
export function accepted<T extends { readonly kind: string }>(result: T): Exclude<T, Refused> {
  if (result.kind === 'refused') throw new Error(`refused: ${JSON.stringify(result)}`)
  return result as Exclude<T, Refused>
}

export function refusal(result: { readonly kind: string }): Refused['refusal'] {
  if (result.kind !== 'refused') throw new Error(`not refused: ${JSON.stringify(result)}`)
  return (result as Refused).refusal
}
