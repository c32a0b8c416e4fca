import pg from 'pg'
import { createPostgresCallbackQueue } from '../../src/adapters/postgres/callback-queue.ts'
import { openDatabase } from '../../src/adapters/postgres/database.ts'
import { seedDirectory } from '../../src/adapters/postgres/seed-directory.ts'
import { createPostgresWatchList } from '../../src/adapters/postgres/watch-list.ts'
import { createBeatBook } from '../../src/domain/heartbeats/beat-book.ts'
import { createOutages } from '../../src/domain/outages.ts'
import { createManualClock } from '../heartbeat/manual-clock.ts'
import { forgetJobs, silentLog } from '../support/run-jobs.ts'
import { wireCore } from '../support/test-core.ts'
import { createTestDatabase } from '../support/test-database.ts'
import { createLyingEngine, WorkerDied } from './lying-engine.ts'
import { DIRECTORY, PEOPLE } from './people.ts'

export type Lane = Awaited<ReturnType<typeof openLane>>

// Long ago, so that any look at another clock would be far off.
const BEGIN = Date.UTC(2020, 0, 6, 9)
const quiet = { callbackMoved() {}, deliveryLag() {}, approvalClosed() {} }

/**
 * A PostgreSQL database whose clock stands still until it is told to move, the service's own use cases upon it, and a
 * workflow engine that lies. Lanes share nothing, so several run side by side.
 */
export async function openLane() {
  const test = await createTestDatabase()
  const database = openDatabase(test.databaseUrl, {
    applicationName: 'model',
    maxConnections: 6,
    onIdleError: () => {},
  })
  await seedDirectory(database.prisma, DIRECTORY)
  const owner = new pg.Client({ connectionString: test.ownerUrl })
  await owner.connect()
  await owner.query(`
    create table model_clock (now timestamptz not null);
    insert into model_clock values ('${new Date(BEGIN).toISOString()}');
    grant select on model_clock to public;
    create or replace function countersign_now() returns timestamptz language sql volatile as 'select now from model_clock'`)
  const delegations = Object.entries(PEOPLE).flatMap(([id, { standsInFor }]) =>
    standsInFor.map((absent) => [absent, id]),
  )
  for (const [index, [absent, delegate]] of delegations.entries())
    await owner.query(
      `insert into delegation (id, absent_id, delegate_id, starts_at, ends_at, created_at, created_by)
       values ($1, $2, $3, '2000-01-01', '2100-01-01', '2000-01-01', $2)`,
      [`dlg_${index}`, absent, delegate],
    )

  let nowMs = BEGIN
  let workers = 0
  const engine = createLyingEngine(() => nowMs)
  const core = { ...wireCore(database), engine }
  const clock = createManualClock()
  /** What a process has in memory, and loses when it dies. */
  const aWorker = () => {
    workers += 1
    return {
      owner: `worker-${workers.toString(16).padStart(8, '0')}`,
      outages: createOutages(),
      book: createBeatBook({ livenessMs: 1_000, quotaOf: () => 400, shards: 64, random: () => 0.5 }),
    }
  }
  let worker = aWorker()
  const broke: string[] = []

  return {
    engine,
    /** What broke off without a death that was planned: a pass swallows it and tries again. */
    broke,
    get deps() {
      return {
        ...core,
        ...worker,
        callbackQueue: createPostgresCallbackQueue(database.pool),
        watchList: createPostgresWatchList(database.pool),
        clock,
        random: () => 0.5,
        metrics: quiet,
        log: {
          ...silentLog,
          error(fields: object, message: string) {
            const err = 'err' in fields ? fields.err : null
            if (err !== null && !(err instanceof WorkerDied)) broke.push(`${message}: ${String(err)}`)
          },
        },
      }
    },
    nowMs: () => nowMs,
    /** As the database's owner: it sees everything. */
    async sql<Row extends object>(text: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
      return (await owner.query<Row>(text, [...values])).rows
    },
    async wait(ms: number): Promise<void> {
      nowMs += ms
      clock.advance(ms)
      await owner.query('update model_clock set now = $1', [new Date(nowMs)])
    },
    /** The process dies and another one takes over. */
    die(): void {
      worker = aWorker()
    },
    async forget(): Promise<void> {
      engine.forget()
      await forgetJobs({ pool: database.pool })
    },
    async close(): Promise<void> {
      await owner.end()
      await database.close()
      await test.drop()
    },
  }
}
