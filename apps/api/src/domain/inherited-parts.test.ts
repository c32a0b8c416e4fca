import { expect, it } from 'vitest'
import { inheritedParts } from './inherited-parts.ts'
import type { IncomingAttempt } from './match-attempt.ts'

const order = (redriveCount: number, retryCount: number) => ({ redriveCount, retryCount })
const ana = { part: 'requester', names: ['usr_ana'] } as const
const earlier = { enteredTime: '09:00', order: order(0, 0), exclusions: [ana] }
const incoming = (facts: Partial<IncomingAttempt> = {}): IncomingAttempt => ({
  ...{ executionArn: 'arn', stateName: 'Review', enteredTime: '09:00', itemKey: null, order: order(0, 1) },
  ...facts,
})

it('a retry keeps from deciding whoever the attempts before it kept', () => {
  expect(inheritedParts(incoming(), [earlier])).toEqual([ana])
  expect(inheritedParts(incoming({ enteredTime: null }), [earlier])).toEqual([ana])
  expect(inheritedParts(incoming(), [{ ...earlier, enteredTime: null }])).toEqual([ana])
  expect(inheritedParts(incoming(), [])).toEqual([])
})

it('a redrive does so whenever the state was entered, another visit of a loop does not', () => {
  const later = { enteredTime: '10:00' }
  expect(inheritedParts(incoming({ ...later, order: order(1, 0) }), [earlier])).toEqual([ana])
  expect(inheritedParts(incoming(later), [earlier])).toEqual([])
})

it('an attempt that is not later continues nothing', () => {
  expect(inheritedParts(incoming({ order: order(0, 0) }), [earlier])).toEqual([])
  expect(inheritedParts(incoming(), [{ ...earlier, order: order(0, 1) }])).toEqual([])
  expect(inheritedParts(incoming(), [{ ...earlier, order: order(1, 0) }])).toEqual([])
})
