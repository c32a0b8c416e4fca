import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDatabase } from '../../src/adapters/postgres/database.ts'
import { createPostgresHeartbeatShards } from '../../src/adapters/postgres/heartbeat-shards.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'

let test: TestDatabase
let database: ReturnType<typeof openDatabase>
beforeAll(async () => {
  test = await createTestDatabase()
  database = openDatabase(test.databaseUrl, { applicationName: 'test', maxConnections: 5, onIdleError: () => {} })
})
afterAll(async () => {
  await database.close()
  await test.drop()
})

/** Alive as a worker is: by an advisory lock that lives as long as its session. */
async function live(owner: string): Promise<pg.Client> {
  const session = new pg.Client({ connectionString: test.databaseUrl })
  await session.connect()
  await session.query('select pg_advisory_lock_shared(1129530187, countersign_worker_key($1))', [owner])
  return session
}

const LEASE_MS = 60_000

it('shares 64 shards fairly, hands over at once when a worker leaves, and sooner than its lease when it dies', async () => {
  const shards = createPostgresHeartbeatShards(database.pool)
  const keep = async (owner: string) => (await shards.keep(owner, LEASE_MS)).held
  const [a, b, c] = ['worker-000000aa', 'worker-000000bb', 'worker-000000cc']
  const sessionOfA = await live(a)
  expect((await keep(a)).size).toBe(64)

  const sessionOfB = await live(b)
  expect((await keep(b)).size).toBe(0)
  expect((await keep(a)).size).toBe(32)
  const heldByB = await keep(b)
  expect(heldByB.size).toBe(32)

  // Every change of hands raises the fence.
  expect([...heldByB.values()].every((fence) => fence === 2n)).toBe(true)

  // B leaves in order: A has everything with its next look.
  await shards.release(b)
  await sessionOfB.end()
  expect((await keep(a)).size).toBe(64)

  // A dies: its leases have most of a minute left, its session has none.
  await sessionOfA.end()
  const sessionOfC = await live(c)
  const heldByC = await keep(c)
  expect(heldByC.size).toBe(64)
  // The dead one wakes up again and finds nothing of it left.
  const { rows } = await database.pool.query('select count(*)::int as n from heartbeat_shard where lease_owner = $1', [
    a,
  ])
  expect(rows).toEqual([{ n: 0 }])
  await sessionOfC.end()
})

it('takes the shards of a worker that hangs once its lease has run out, not before', async () => {
  const shards = createPostgresHeartbeatShards(database.pool)
  const [hung, peer] = ['worker-00000a01', 'worker-00000a02']
  const session = await live(hung)
  const session2 = await live(peer)
  await database.pool.query('update heartbeat_shard set lease_owner = null, lease_until = null')
  await shards.keep(hung, 8_000)
  await shards.keep(hung, 8_000)
  const before = await shards.keep(peer, 8_000)
  expect(before.held.size).toBe(32)
  const owner = new pg.Client({ connectionString: test.ownerUrl })
  await owner.connect()
  const shift = (seconds: number) =>
    owner.query(`create or replace function countersign_now() returns timestamptz language sql volatile as
      $$ select clock_timestamp() + interval '${seconds} seconds' $$`)
  await shift(9)
  // Its own ran out as well; it takes its share of what is free, the hung one's included.
  const after = await shards.keep(peer, 8_000)
  expect(after.held.size).toBe(32)
  expect([...after.held.values()].every((fence) => fence > 0n)).toBe(true)
  const { rows } = await owner.query(
    `select count(*)::int as n from heartbeat_shard where lease_owner = $1 and lease_until > countersign_now()`,
    [hung],
  )
  expect(rows).toEqual([{ n: 0 }])
  await shift(0)
  await Promise.all([session.end(), session2.end(), owner.end()])
})

it('keeps no share for a worker that hangs while its connection lives, and gives it one when it speaks again', async () => {
  const silentMs = 50
  const shards = createPostgresHeartbeatShards(database.pool, silentMs)
  const [hung, peer] = ['worker-00000b01', 'worker-00000b02']
  await database.pool.query('update heartbeat_shard set lease_owner = null, lease_until = null')
  const [sessionOfHung, sessionOfPeer] = [await live(hung), await live(peer)]
  await sessionOfHung.query(`set application_name = '${hung}'`)
  expect((await shards.keep(hung, 1)).held.size).toBe(32)
  await database.pool.query('select pg_sleep($1)', [(2 * silentMs) / 1000])
  // Its leases are over and it says nothing: everything is the peer's.
  expect((await shards.keep(peer, LEASE_MS)).held.size).toBe(64)

  await sessionOfHung.query('select 1')
  expect((await createPostgresHeartbeatShards(database.pool).keep(peer, LEASE_MS)).held.size).toBe(32)
  await sessionOfHung.end()
  await sessionOfPeer.end()
})
