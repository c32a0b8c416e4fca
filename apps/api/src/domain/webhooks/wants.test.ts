import { EVENT_TYPES } from '@countersign/shared/events'
import { integrationId, teamId } from '@countersign/shared/ids'
import { describe, expect, it } from 'vitest'
import type { Happening } from './wants.ts'
import { isEventType, wants } from './wants.ts'

const payments = teamId.parse('payments')
const platform = teamId.parse('platform')
const everything = { integrationId: null, eventTypes: [], teams: [], policies: [] }
const forward = { ...everything, integrationId: integrationId.parse(`int_${'0'.repeat(36)}`) }
const decided: Happening = { type: 'approval.decided', team: payments, policy: 'refunds', open: false }
const requested: Happening = { ...decided, type: 'approval.requested', open: true }

describe('the events an endpoint wants', () => {
  it('are all when its lists are empty', () => {
    for (const type of EVENT_TYPES) expect(wants(everything, { ...decided, type })).toBe(true)
  })

  it.each([
    [{ eventTypes: ['approval.decided'] as const }, true],
    [{ eventTypes: ['approval.expired', 'approval.decided'] as const }, true],
    [{ eventTypes: ['approval.requested'] as const }, false],
    [{ teams: [payments] }, true],
    [{ teams: [platform] }, false],
    [{ policies: ['refunds'] }, true],
    [{ policies: ['Refunds'] }, false],
    [{ teams: [payments], policies: ['deploys'] }, false],
  ])('are those that pass every list that is not: %j', (lists, expected) => {
    expect(wants({ ...everything, ...lists }, decided)).toBe(expected)
  })

  it('are, for a forward, only those that ask, and only while there is something to answer', () => {
    const forwarded = EVENT_TYPES.filter((type) => wants(forward, { ...requested, type }))
    expect(forwarded).toEqual(['approval.requested', 'approval.superseded', 'approval.revived'])
    expect(wants({ ...forward, eventTypes: ['approval.decided'] }, decided)).toBe(false)
    expect(wants({ ...forward, teams: [platform] }, requested)).toBe(false)
    expect(wants(forward, { ...requested, open: false })).toBe(false)
  })

  it('are events and not other lines of the log', () => {
    expect(isEventType('approval.decided')).toBe(true)
    expect(isEventType('security.denied')).toBe(false)
  })
})
