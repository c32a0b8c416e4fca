import type { WorkerEvents } from 'graphile-worker'
import type { Pool, PoolClient } from 'pg'
import type { Log } from '../../ports/log.ts'

/** The class of the advisory locks by which runners know each other. */
const RUNNER_LOCKS = 1129530188
const EVERY_MS = 5_000

/**
 * A killed process leaves its jobs locked, by graphile-worker's own rule for four hours. Each runner therefore holds an
 * advisory lock on one connection, and every few seconds frees the jobs whose runner's lock is gone. A runner whose
 * connection broke may see its job run a second time: jobs are made for that.
 */
export async function guardJobs(
  { pool, log }: { readonly pool: Pool; readonly log: Log },
  events: WorkerEvents,
): Promise<{ stop(): Promise<void> }> {
  const ids = new Set<string>()
  let client: PoolClient | undefined
  let stopped = false
  let pass: Promise<void> = Promise.resolve()

  const hold = async (id: string) => {
    await client?.query('select pg_advisory_lock_shared($1, hashtext($2))', [RUNNER_LOCKS, id])
  }
  const connect = async () => {
    const fresh = await pool.connect()
    fresh.on('error', (err) => {
      log.warn({ err }, 'the connection that guards the jobs broke')
      if (client === fresh) client = undefined
      fresh.release(true)
    })
    client = fresh
    for (const id of ids) await hold(id)
  }
  // What graphile-worker writes into `locked_by` is the id of the whole pool.
  events.on('pool:create', ({ workerPool }) => {
    ids.add(workerPool.id)
    enqueue(() => hold(workerPool.id))
  })
  const enqueue = (work: () => Promise<void>) => {
    pass = pass.then(work).catch((err: unknown) => log.warn({ err }, 'guarding the jobs failed, trying again'))
  }
  const look = async () => {
    if (stopped) return
    if (!client) await connect()
    const runners = client ? await freeOrphans(client) : 0
    if (runners > 0) log.warn({ runners }, 'freed the jobs of runners that are gone')
  }
  await connect()
  const timer = setInterval(() => enqueue(look), EVERY_MS)
  enqueue(look)

  return {
    async stop() {
      stopped = true
      clearInterval(timer)
      await pass
      client?.release(true)
    },
  }
}

/** One look; how many runners were found gone. */
export async function freeOrphans(connection: Pick<PoolClient, 'query'>): Promise<number> {
  const { rows } = await connection.query(FREE_ORPHANS, [RUNNER_LOCKS])
  return rows.length
}

const FREE_ORPHANS = `
  with held as (
    select objid::bigint from pg_locks where locktype = 'advisory' and classid = $1::int and granted
      and database = (select oid from pg_database where datname = current_database())
  ), gone as (
    select distinct locked_by from graphile_worker._private_jobs
    where locked_by is not null and locked_at < now() - interval '2 seconds'
      and (hashtext(locked_by)::bigint & 4294967295) not in (select objid from held)
    union
    select distinct locked_by from graphile_worker._private_job_queues
    where locked_by is not null and locked_at < now() - interval '2 seconds'
      and (hashtext(locked_by)::bigint & 4294967295) not in (select objid from held)
  )
  select locked_by as freed, graphile_worker.force_unlock_workers(array[locked_by]) from gone`
