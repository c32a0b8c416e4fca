import { afterAll, beforeAll, expect, it } from 'vitest'
import { startWorker } from './start-worker.ts'
import { createWorld, oneGate, until, type World } from './workflow-world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const held = async (owner: string) => {
  const { rows } = await world.owner.query<{ n: number }>(
    'select count(*)::int as n from heartbeat_shard where lease_owner = $1',
    [owner],
  )
  return rows[0]?.n
}
const isAlive = async (owner: string) =>
  (await world.owner.query('select countersign_worker_alive($1) as alive', [owner])).rows[0]?.alive

it('finishes what it has begun when told to stop, and hands its shards to the others at once', async () => {
  const leaving = await startWorker(world)
  await until(async () => ((await held(leaving.owner)) === 64 ? true : undefined))
  const staying = await startWorker(world)
  await until(async () => ((await held(staying.owner)) === 32 ? true : undefined))

  const ids = await world.startMany(oneGate(), 10)
  const votes = ids.map((id) => world.vote(id))
  await Promise.all(votes)
  await leaving.stop()
  // Gone from the table before it is gone: nobody has to wait for a lease.
  expect(await held(leaving.owner)).toBe(0)
  expect(await isAlive(leaving.owner)).toBe(false)
  await until(async () => ((await held(staying.owner)) === 64 ? true : undefined))
  for (const id of ids) await until(async () => (await world.callbackOf(id)).historyEvent ?? undefined)
  const { rows } = await world.owner.query(`select count(*)::int as n from callback where status = 'sending'`)
  expect(rows).toEqual([{ n: 0 }])
  await staying.stop()
})

it('listens again after its connections were cut, and delivers what was decided meanwhile', async () => {
  const worker = await startWorker(world)
  await until(async () => ((await held(worker.owner)) === 64 ? true : undefined))
  const { id } = await world.startOne()
  await world.owner.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [
    worker.owner,
  ])
  await world.vote(id)
  await until(async () => ((await isAlive(worker.owner)) ? true : undefined))
  await until(async () => ((await world.callbackOf(id)).status === 'confirmed' ? true : undefined))

  // The whole database was gone for a moment.
  await world.owner.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  )
  const next = await until(() => world.startOne().catch(() => undefined))
  // A connection that died under the commit leaves the voter in doubt; then the next try says "already decided".
  await until(() => world.vote(next.id).catch(() => undefined))
  await until(() =>
    world.callbackOf(next.id).then(
      ({ status }) => (status === 'confirmed' ? true : undefined),
      () => undefined,
    ),
  )
  await until(async () => ((await isAlive(worker.owner)) ? true : undefined))
  await worker.stop()
})

it('delivers a decision at once, woken by its commit', async () => {
  const worker = await startWorker(world)
  await until(async () => ((await held(worker.owner)) === 64 ? true : undefined))
  const ids = await world.startMany(oneGate(), 20)
  const lags: number[] = []
  for (const id of ids) {
    await world.vote(id)
    const from = performance.now()
    await until(() => (world.engine.controls.openTokens().length < ids.length - lags.length ? true : undefined))
    lags.push(performance.now() - from)
  }
  lags.sort((a, b) => a - b)
  // 5 ms on an idle machine; far below the safety net of 5 s on a busy one.
  expect(lags[10]).toBeLessThan(500)
  await worker.stop()
})

it('sends a held decision when its undo window ends, by its own timer', async () => {
  const worker = await startWorker(world)
  await until(async () => ((await held(worker.owner)) === 64 ? true : undefined))
  const { executionArn, id } = await world.startOne()
  await world.vote(id, 'approve', 2)
  const from = performance.now()
  expect((await world.callbackOf(id)).status).toBe('held')
  await world.ended(executionArn)
  const waitedMs = performance.now() - from
  expect(waitedMs).toBeGreaterThan(1_000)
  // The safety net alone would take up to 5 s.
  expect(waitedMs).toBeLessThan(4_500)
  await worker.stop()
})
