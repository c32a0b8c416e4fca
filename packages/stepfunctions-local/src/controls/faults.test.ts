import { expect, it } from 'vitest'
import { createFaults } from './faults.ts'

it('strikes about as often as its rate says', () => {
  const faults = createFaults()
  faults.add({ api: '*', kind: 'throttle', rate: 0.2, seed: 1 })
  let struck = 0
  for (let call = 0; call < 10_000; call++) if (faults.strike('SendTaskSuccess').kind !== undefined) struck++
  expect(struck).toBeGreaterThan(1_850)
  expect(struck).toBeLessThan(2_150)
})

it('adds delays up, and lets the first other fault decide', () => {
  const faults = createFaults()
  faults.add({ api: '*', kind: 'delay', delayMs: 10 })
  faults.add({ api: 'SendTaskSuccess', kind: 'throttle', count: 1 })
  faults.add({ api: 'SendTaskSuccess', kind: 'internalError' })
  faults.add({ api: 'SendTaskSuccess', kind: 'delay', delayMs: 5 })
  expect(faults.strike('SendTaskSuccess')).toEqual({ delayMs: 15, kind: 'throttle' })
  expect(faults.strike('SendTaskSuccess')).toEqual({ delayMs: 15, kind: 'internalError' })
  expect(faults.strike('StopExecution')).toEqual({ delayMs: 10, kind: undefined })
  // The second fault was not drawn on a call that the first had already struck.
  expect(faults.list().map(({ struck }) => struck)).toEqual([3, 1, 1, 2])
})
