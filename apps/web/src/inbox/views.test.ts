import type { MeView } from '@countersign/shared/views'
import { expect, test } from 'vitest'
import { belongs, type Filters, listParams } from './views.ts'

const team = (id: string) => ({ id, name: id })
const me = (...teams: readonly string[]): MeView => ({
  id: 'usr_x',
  name: 'X',
  email: null,
  role: 'reviewer',
  teams: teams.map(team),
  authMode: 'demo',
  serverTime: '2026-11-21T10:00:00.000Z',
})
const filters = (part: Partial<Filters> = {}): Filters => ({
  view: 'waiting',
  q: '',
  team: null,
  status: null,
  ...part,
})

test('one team is asked of the API; several are told apart row by row', () => {
  expect(listParams(filters(), me('payments'))).toEqual({ status: 'pending', team: 'payments' })
  expect(listParams(filters(), me('payments', 'platform'))).toEqual({ status: 'pending' })
  expect(belongs({ team: team('platform') }, 'waiting', me('payments', 'platform'))).toBe(true)
  expect(belongs({ team: team('fulfilment') }, 'waiting', me('payments', 'platform'))).toBe(false)
})

test('the other views keep every row the API returns', () => {
  for (const view of ['all', 'asked', 'done'] as const)
    expect(belongs({ team: team('fulfilment') }, view, me())).toBe(true)
})

test('a search is trimmed, a status narrows what is done', () => {
  expect(listParams(filters({ view: 'done', q: ' refund ', status: 'expired' }), me())).toEqual({
    status: 'expired',
    q: 'refund',
  })
  expect(listParams(filters({ view: 'asked' }), me())).toEqual({ requestedBy: 'me' })
})
