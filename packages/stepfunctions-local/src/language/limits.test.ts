import { expect, test } from 'vitest'
import { maxPayloadBytes, refuseOversize, refuseOversizeVariables } from './limits.ts'

/** A string whose JSON, quotes included, has this many bytes. */
function textOf(bytes: number): string {
  return 'x'.repeat(bytes - 2)
}

test('a result may have 262,144 bytes and no more', () => {
  expect(maxPayloadBytes).toBe(262_144)
  expect(() => refuseOversize(textOf(maxPayloadBytes), 'lambda')).not.toThrow()
  // Words recorded 21-03-2024.
  expect(() => refuseOversize(textOf(maxPayloadBytes + 1), 'lambda')).toThrow(
    expect.objectContaining({
      error: 'States.DataLimitExceeded',
      cause:
        "The state/task 'lambda' returned a result with a size exceeding the maximum number of bytes service limit.",
    }),
  )
})

test('bytes are those of UTF-8, not characters', () => {
  const half = 'é'.repeat(maxPayloadBytes / 2 - 1)
  expect(() => refuseOversize(half, 'lambda')).not.toThrow()
  expect(() => refuseOversize(`${half}é`, 'lambda')).toThrow('service limit')
})

test('a variable, an Assign and all variables together have their limits', () => {
  const half = textOf(maxPayloadBytes / 2)
  expect(() => refuseOversizeVariables({ a: half }, {})).not.toThrow()
  expect(() => refuseOversizeVariables({ a: textOf(maxPayloadBytes + 1) }, {})).toThrow("The variable 'a'")
  expect(() => refuseOversizeVariables({ a: half, b: half }, {})).toThrow('one Assign')
  const held = Object.fromEntries(Array.from({ length: 80 }, (_, index) => [`v${index}`, half]))
  expect(() => refuseOversizeVariables({ a: 1 }, held)).toThrow('10 MiB')
  expect(() => refuseOversizeVariables({ v0: 1, v1: 1 }, held)).not.toThrow()
})
