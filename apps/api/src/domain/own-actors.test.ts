import { expect, it } from 'vitest'
import { COUNTERSIGN, STEP_FUNCTIONS } from './own-actors.ts'

it('are known in the log by names that stay: entries of years ago carry them', () => {
  expect(COUNTERSIGN).toEqual({ kind: 'service', id: 'countersign', name: 'Countersign' })
  expect(STEP_FUNCTIONS).toEqual({ kind: 'workflow', id: 'step-functions', name: 'Step Functions' })
})
