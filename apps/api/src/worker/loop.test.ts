import { expect, it } from 'vitest'
import type { Log } from '../ports/log.ts'
import { type Duty, runLoop } from './loop.ts'

/** Timers that fire when the test says so. */
function createTimers() {
  const waiting: { ms: number; run: () => void }[] = []
  return {
    waiting,
    clock: {
      monotonicMs: () => 0,
      after(ms: number, run: () => void) {
        const timer = { ms, run }
        waiting.push(timer)
        return () => {
          if (waiting.includes(timer)) waiting.splice(waiting.indexOf(timer), 1)
        }
      },
    },
    fire() {
      waiting.shift()?.run()
    },
  }
}
const errors: string[] = []
const log: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (_fields, message) => errors.push(message),
  child: () => log,
}
const settled = () => new Promise((resolve) => setImmediate(resolve))

function start(pass: Duty['pass']) {
  const timers = createTimers()
  const loop = runLoop({ clock: timers.clock, log, random: () => 0.5 }, { name: 'test', pass })
  return { timers, loop }
}

it('rests as long as the pass said, and no longer than the safety net', async () => {
  const waits = [300, 60_000, null]
  const { timers, loop } = start(async () => waits.shift() ?? null)
  await settled()
  expect(timers.waiting.map(({ ms }) => ms)).toEqual([300])
  timers.fire()
  await settled()
  expect(timers.waiting.map(({ ms }) => ms)).toEqual([5_000])
  timers.fire()
  await settled()
  expect(timers.waiting.map(({ ms }) => ms)).toEqual([5_000])
  await loop.stop()
  expect(timers.waiting).toEqual([])
})

it('runs once more when woken during a pass, and never two passes at once', async () => {
  let passes = 0
  let running = 0
  let most = 0
  let finish = () => {}
  const { loop } = start(async () => {
    passes += 1
    running += 1
    most = Math.max(most, running)
    await new Promise<void>((resolve) => {
      finish = resolve
    })
    running -= 1
    return null
  })
  loop.wake()
  loop.wake()
  finish()
  await settled()
  expect(passes).toBe(2)
  const stopped = loop.stop()
  finish()
  await stopped
  expect({ passes, most, running }).toEqual({ passes: 2, most: 1, running: 0 })
})

it('runs at once when woken while it rests', async () => {
  let passes = 0
  const { loop } = start(async () => {
    passes += 1
    return null
  })
  await settled()
  loop.wake()
  await settled()
  expect(passes).toBe(2)
  await loop.stop()
})

it('goes on after a pass that threw, ever more patiently', async () => {
  const { timers, loop } = start(() => Promise.reject(new Error('database away')))
  const waits: (number | undefined)[] = []
  for (let turn = 0; turn < 4; turn += 1) {
    await settled()
    waits.push(timers.waiting[0]?.ms)
    timers.fire()
  }
  expect(waits).toEqual([200, 400, 800, 1_600])
  expect(errors.length).toBeGreaterThanOrEqual(4)
  await loop.stop()
})
