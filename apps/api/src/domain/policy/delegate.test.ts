import { userId } from '@countersign/shared/ids'
import { describe, expect, it } from 'vitest'
import { NOW, sampleUser } from '../approval.sample.ts'
import { addSeconds } from '../deadline.ts'
import type { User } from '../principal.ts'
import { type Delegation, type DelegationWish, refuseDelegation } from './delegate.ts'

const DAY = 86_400
const ana = sampleUser()
const bo = sampleUser({ id: userId.parse('usr_bo'), name: 'Bo' })
const wish = (facts: Partial<DelegationWish> = {}): DelegationWish => ({
  ...{ absent: ana, delegate: bo, from: NOW, until: addSeconds(NOW, DAY), others: [], now: NOW },
  ...facts,
})
const complaint = (facts: Partial<DelegationWish>) => {
  const result = refuseDelegation(wish(facts))
  return result?.refusal.code === 'invalid-request' ? result.refusal.errors : result
}
const standing = (absent: string, delegate: string): Delegation => ({
  ...{ id: 'dlg_1', absent: { id: absent, name: absent }, delegate: { id: delegate, name: delegate } },
  ...{ from: NOW, until: addSeconds(NOW, DAY), note: null, endedAt: null },
})

describe('somebody stands in for somebody who is away', () => {
  it('when both decide, and it is ahead', () => {
    expect(refuseDelegation(wish())).toBeUndefined()
    expect(refuseDelegation(wish({ absent: sampleUser({ role: 'admin' }) }))).toBeUndefined()
  })

  it('and not for themselves', () => {
    expect(complaint({ delegate: ana })).toEqual([{ pointer: '/delegate', message: 'is the person who is away' }])
  })

  it.each<[string, Partial<User>]>([
    ['an auditor', { role: 'auditor' }],
    ['disabled', { disabled: true }],
    ['an outside system', { ofIntegration: true }],
  ])('and neither of them is %s', (_name, facts) => {
    expect(complaint({ absent: { ...ana, ...facts } })).toEqual([
      { pointer: '/absent', message: 'decides nothing, so nobody needs to stand in' },
    ])
    expect(complaint({ delegate: { ...bo, ...facts } })).toEqual([
      { pointer: '/delegate', message: 'Bo decides nothing, so they cannot stand in' },
    ])
  })
})

describe('the time of a delegation', () => {
  const until = (seconds: number, from = NOW, now = NOW) => complaint({ from, until: addSeconds(NOW, seconds), now })

  it('ends after it began, and in the future', () => {
    expect(until(0)).toEqual([{ pointer: '/until', message: 'is not after the beginning' }])
    expect(until(1)).toBeUndefined()
    const before = addSeconds(NOW, -DAY)
    expect(until(0, before)).toEqual([{ pointer: '/until', message: 'is in the past' }])
    expect(until(1, before)).toBeUndefined()
  })

  it('is a year at most', () => {
    expect(until(366 * DAY)).toBeUndefined()
    expect(until(366 * DAY + 1)).toEqual([{ pointer: '/until', message: 'is more than 366 days after the beginning' }])
  })
})

describe('standing in is passed on to nobody', () => {
  it('so one person has one delegate at a time', () => {
    expect(complaint({ others: [standing('usr_x', 'usr_y'), standing('usr_ana', 'Cai')] })).toEqual([
      { pointer: '/from', message: 'Cai stands in already then. End that first, or choose another time' },
    ])
  })

  it('and a delegate is there themselves', () => {
    expect(complaint({ others: [standing('usr_x', 'usr_y'), standing('usr_bo', 'Cai')] })).toEqual([
      { pointer: '/delegate', message: 'Bo is away then; Cai would not stand in for you as well' },
    ])
  })

  it('but several may have the same delegate', () => {
    expect(complaint({ others: [standing('usr_cai', 'usr_bo')] })).toBeUndefined()
  })
})
