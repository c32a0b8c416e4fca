import { expect, it } from 'vitest'
import { endAfterRotation } from './rotate.ts'

const now = new Date('2026-11-21T09:00:00Z')
const DAY = 86_400
const tomorrow = new Date('2026-11-22T09:00:00Z')
const forGood = { expiresAt: null }
const until = (expiresAt: Date) => ({ expiresAt })

it('ends the secrets so far when the overlap is over', () => {
  expect(endAfterRotation([], now, DAY)).toEqual(tomorrow)
  expect(endAfterRotation([forGood, until(tomorrow)], now, DAY)).toEqual(tomorrow)
})

it('lets no more than five live, each of which a receiver compares with', () => {
  const four = [forGood, forGood, until(tomorrow), until(tomorrow)]
  expect(endAfterRotation(four, now, DAY)).toEqual(tomorrow)
  expect(endAfterRotation([...four, until(tomorrow)], now, DAY)).toBeUndefined()
  expect(endAfterRotation([...four, forGood], now, DAY)).toBeUndefined()
})

it('does not count what has ended, nor anything when all of it ends at once', () => {
  const four = [forGood, forGood, forGood, forGood]
  expect(endAfterRotation([...four, until(now), until(new Date(0))], now, DAY)).toEqual(tomorrow)
  expect(endAfterRotation([...four, forGood, forGood], now, 0)).toEqual(now)
})
