import { describe, expect, it } from 'vitest'
import { keepRunning, type Run } from './keep-running.ts'

const log = { error() {}, warn() {} }

/** A run that ends when told to, by itself or by being stopped. */
function makeRun() {
  let end: (reason: unknown) => void = () => {}
  let stops = 0
  const ended = new Promise<unknown>((resolve) => {
    end = resolve
  })
  const run: Run = {
    ended,
    async stop() {
      stops += 1
      end('stopped')
    },
  }
  return { run, end, stopped: () => stops > 0 }
}

describe('what is kept running', () => {
  it('begins again when it ends by itself, also when beginning fails for a while', async () => {
    const runs = [makeRun(), makeRun()]
    const begun: number[] = []
    let failures = 2
    const kept = await keepRunning(
      async () => {
        if (begun.length > 0 && failures-- > 0) throw new Error('the database is away')
        const next = runs[begun.length]
        begun.push(begun.length)
        if (!next) throw new Error('a third one began')
        return next.run
      },
      log,
      1,
    )
    runs[0]?.end(new Error('could not write'))
    await expect.poll(() => begun).toEqual([0, 1])
    expect(runs[0]?.stopped()).toBe(true)
    await kept.stop()
    expect(runs[1]?.stopped()).toBe(true)
  })

  it('ends for good when it is stopped while it begins again', async () => {
    const [first, second] = [makeRun(), makeRun()]
    let open: (run: Run) => void = () => {}
    let calls = 0
    const kept = await keepRunning(
      () => {
        calls += 1
        return calls === 1
          ? Promise.resolve(first.run)
          : new Promise<Run>((resolve) => {
              open = resolve
            })
      },
      log,
      1,
    )
    first.end(new Error('could not write'))
    await expect.poll(() => calls).toBe(2)
    const stopped = kept.stop()
    open(second.run)
    await stopped
    expect(second.stopped()).toBe(true)
    expect(calls).toBe(2)
  })

  it('ends at once when it is stopped while it waits to begin again', async () => {
    const first = makeRun()
    const kept = await keepRunning(async () => first.run, log, 3_600_000)
    first.end(new Error('could not write'))
    await expect.poll(() => first.stopped()).toBe(true)
    await kept.stop()
  })
})
