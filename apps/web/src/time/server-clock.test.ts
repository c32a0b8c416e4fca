import { expect, test } from 'vitest'
import { offsetOf } from './server-clock.ts'

const at = (ms: number) => new Date(ms).toISOString()

test('takes the reply to be half a round trip old', () => {
  expect(offsetOf(at(60_000), 0, 200)).toBe(59_900)
})

test('ignores what the network alone explains', () => {
  expect(offsetOf(at(900), 0, 100)).toBe(0)
})
