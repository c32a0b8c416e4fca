import { afterAll, beforeAll, expect, it } from 'vitest'
import { createBeatBook } from '../../src/domain/heartbeats/beat-book.ts'
import { closeGoneTokens } from '../../src/use-cases/close-gone-tokens.ts'
import { fillBook } from '../../src/use-cases/fill-book.ts'
import { keepShards } from '../../src/use-cases/keep-shards.ts'
import { recordBeats } from '../../src/use-cases/record-beats.ts'
import { sendHeartbeats } from '../../src/use-cases/send-heartbeats.ts'
import { createWorld, oneGate, type World } from '../delivery/workflow-world.ts'
import { createManualClock } from './manual-clock.ts'

// Engine, worker and database move through time together, by hand.
let world: World
beforeAll(async () => {
  world = await createWorld({ clock: 'manual' })
})
afterAll(() => world.close())

const fragile = oneGate({ heartbeatSeconds: 3 }, { HeartbeatSeconds: 3, End: true })
const STEP_MS = 250
let workers = 0
let passedMs = 0

function startWorkerByHand() {
  workers += 1
  const owner = `worker-0000000${workers}`
  const clock = createManualClock()
  const book = createBeatBook({ livenessMs: 4_000, quotaOf: () => 400, shards: 64, random: Math.random })
  const deps = { ...world.deps, clock, book }
  let held: ReadonlySet<number> = new Set()
  return {
    deps,
    owner,
    /** What the loops do, for so long. */
    async work(ms: number): Promise<void> {
      for (let passed = 0; passed < ms; passed += STEP_MS) {
        const kept = await keepShards(deps, { owner, leaseMs: 8_000, held })
        held = kept.held
        if (kept.gained.length > 0) await fillBook(deps, kept.gained)
        await Promise.all(sendHeartbeats(deps, { limit: 25 }))
        await Promise.all(closeGoneTokens(deps, { limit: 5 }))
        await recordBeats(deps, { owner })
        await pass(STEP_MS, clock)
      }
    },
  }
}

async function pass(ms: number, clock?: { advance(ms: number): void }): Promise<void> {
  clock?.advance(ms)
  passedMs += ms
  await world.shiftDatabaseClock(passedMs / 1_000)
  await world.engine.controls.clock.advance(ms)
}

const isWaiting = (executionArn: string) => world.engine.controls.openTokens(executionArn).length === 1

it('keeps a task with HeartbeatSeconds 3 alive for 30 s while nobody decides', async () => {
  const { executionArn, id } = await world.startOne(fragile)
  const worker = startWorkerByHand()
  await worker.work(30_000)
  expect(isWaiting(executionArn)).toBe(true)
  expect((await world.dossier(id)).approval.status).toBe('pending')
  expect((await world.dossier(id)).lastBeatAt).not.toBeNull()
  // Half of the three seconds, not oftener: about twenty beats.
  const beats = world.engine.controls.counters.calls().SendTaskHeartbeat?.ok ?? 0
  expect(beats).toBeGreaterThanOrEqual(19)
  expect(beats).toBeLessThanOrEqual(24)
  await worker.deps.shards.release(worker.owner)
})

it('lets the workflow fail when no worker beats for longer than its heartbeat', async () => {
  const { executionArn, id } = await world.startOne(fragile)
  const worker = startWorkerByHand()
  await worker.work(6_000)
  expect(isWaiting(executionArn)).toBe(true)
  // kill -9: no pass runs any more.
  await pass(3_500)
  expect((await world.ended(executionArn)).status).toBe('FAILED')
  // The next worker finds it dead and takes it out of the inbox, with the reason.
  const next = startWorkerByHand()
  await next.work(2_000)
  expect((await world.dossier(id)).approval).toMatchObject({
    status: 'expired',
    closed: { reason: 'heartbeat_missed' },
  })
})

it('saves the workflow when a worker is restarted in time', async () => {
  const { executionArn } = await world.startOne(fragile)
  const worker = startWorkerByHand()
  await worker.work(6_000)
  // kill -9, and a second without anybody; with the 1.5 s since the last beat, half a second is left. The successor does
  // not wait for the lease, because the owner's session is gone, and beats in half of what is left: one step from now.
  await pass(1_000)
  expect(isWaiting(executionArn)).toBe(true)
  const next = startWorkerByHand()
  await next.work(10_000)
  expect(isWaiting(executionArn)).toBe(true)
})

it('stops beating when its lease could not be renewed in time, and a stale owner records nothing', async () => {
  const { executionArn } = await world.startOne(fragile)
  const worker = startWorkerByHand()
  await worker.work(3_000)
  const before = world.engine.controls.counters.calls().SendTaskHeartbeat?.ok ?? 0
  // The database is out of its reach: no renewal. By its own clock the lease ends after 8 s; the engine stands still.
  worker.deps.clock.advance(8_001)
  await Promise.all(sendHeartbeats(worker.deps, { limit: 25 }))
  expect(world.engine.controls.counters.calls().SendTaskHeartbeat?.ok ?? 0).toBe(before)
  const next = startWorkerByHand()
  await next.work(500)
  const [token] = (await next.deps.watchList.liveTokens([...Array(64).keys()], null, 100)).filter(
    (each) => each.executionArn === executionArn,
  )
  if (!token) throw new Error('no live token')
  const beats = [{ attemptId: token.attemptId, agoMs: 0 }]
  expect(await worker.deps.shards.recordBeats(worker.owner, beats)).toEqual([token.attemptId])
  expect(await next.deps.shards.recordBeats(next.owner, beats)).toEqual([])
})

it('goes on beating while a decision is held for undo', async () => {
  const { executionArn, id } = await world.startOne(fragile)
  await world.vote(id, 'approve', 10)
  expect((await world.callbackOf(id)).status).toBe('held')
  const worker = startWorkerByHand()
  await worker.work(9_000)
  expect(isWaiting(executionArn)).toBe(true)
  expect((await world.callbackOf(id)).status).toBe('held')
})
