import { setTimeout as sleep } from 'node:timers/promises'
import { createBeatWorld, type Waiting } from './beat-world.ts'

export interface BeatRun {
  readonly tokens: number
  readonly heartbeatSeconds: number
  /** `spread`: beaten one after the other before the start; `herd`: all at once. */
  readonly phases: 'spread' | 'herd'
  /** What the account allows, as Step Functions counts it, and what we use of it. */
  readonly quota: { readonly burst: number; readonly perSecond: number }
  readonly usedPerSecond: number
  readonly seconds: number
  /** Seconds after the start; a worker is killed, and another one started `backAfter` later. */
  readonly killsAt: readonly number[]
  readonly backAfter: number
}

/** Two workers keep tasks alive while one after the other is killed; the verdict is the engine's. */
export async function keepBeating(run: BeatRun) {
  const { tokens: count, heartbeatSeconds, usedPerSecond } = run
  const intervalSeconds = count / usedPerSecond
  const quietSeconds: Waiting['quietSeconds'] = run.phases === 'herd' ? () => 0 : (n) => (n / count) * intervalSeconds
  const world = await createBeatWorld(run)
  try {
    await world.insertWaiting({ count, heartbeatSeconds, quietSeconds })
    await Promise.all([world.startWorker('a'), world.startWorker('b')])
    world.resetUsage()
    const startedMs = performance.now()
    const until = (seconds: number) => sleep(Math.max(0, startedMs + seconds * 1_000 - performance.now()))
    const before = world.engine.calls.beats
    for (const [nth, at] of run.killsAt.entries()) {
      const name = nth % 2 === 0 ? 'a' : 'b'
      await until(at)
      await world.kill(name)
      await until(at + run.backAfter)
      await world.startWorker(name)
    }
    await until(run.seconds)
    const { cores, megabytes } = world.usage()
    const { beats, throttled } = world.engine.calls
    return {
      ...world.engine.judge(),
      beatsPerSecond: (beats - before) / run.seconds,
      throttledShare: throttled / Math.max(1, beats),
      cores,
      megabytes,
    }
  } finally {
    await world.close()
  }
}
