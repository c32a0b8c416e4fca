import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createClock } from './clock.ts'

it('fires timers by instant, and those of one instant in the order they were set', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 30 }), async (delays) => {
      const clock = createClock(0)
      const fired: [number, number][] = []
      delays.forEach((delay, index) => {
        clock.at(delay, () => fired.push([clock.now(), index]))
      })
      await clock.advance(20)
      const expected = delays
        .map((delay, index): [number, number] => [delay, index])
        .sort(([left, i], [right, j]) => left - right || i - j)
      expect(fired).toEqual(expected)
    }),
    { numRuns: 25 },
  )
})

it('fires what a fired timer sets, within the same advance', async () => {
  const clock = createClock(0)
  const fired: number[] = []
  const again = () => {
    fired.push(clock.now())
    clock.at(clock.now() + 10, again)
  }
  clock.at(10, again)
  await clock.advance(35)
  expect(fired).toEqual([10, 20, 30])
  expect(clock.now()).toBe(35)
})

it('never fires a cancelled timer, also when thousands were cancelled', async () => {
  const clock = createClock(0)
  const fired: number[] = []
  const cancels = Array.from({ length: 5_000 }, (_, index) => clock.at(index, () => fired.push(index)))
  cancels.forEach((cancel, index) => {
    if (index % 1_000 !== 0) cancel()
  })
  await clock.advance(5_000)
  expect(fired).toEqual([0, 1_000, 2_000, 3_000, 4_000])
})

it('follows the wall clock until it is held, and never runs backwards', async () => {
  const clock = createClock()
  const fired = new Promise<void>((resolve) => {
    clock.at(clock.now() + 5, resolve)
  })
  await fired
  clock.hold()
  const held = clock.now()
  await clock.advance(3_600_000)
  clock.release()
  expect(clock.now()).toBeGreaterThanOrEqual(held + 3_600_000)
  await expect(clock.advance(1)).rejects.toThrow('hold it before advancing it')
  clock.close()
})
