import { expect, test } from 'vitest'
import { type Filters, listParams } from './views.ts'

const filters = (part: Partial<Filters> = {}): Filters => ({
  view: 'waiting',
  q: '',
  team: null,
  status: null,
  ...part,
})

test('what waits for me is asked of the API, never worked out here', () => {
  expect(listParams(filters())).toEqual({ waiting: 'me' })
  expect(listParams(filters({ team: 'payments' }))).toEqual({ waiting: 'me', team: 'payments' })
  expect(listParams(filters({ view: 'snoozed' }))).toEqual({ status: 'pending', watch: 'snoozed' })
})

test('a search is trimmed, a status narrows what is done', () => {
  expect(listParams(filters({ view: 'done', q: ' refund ', status: 'expired' }))).toEqual({
    status: 'expired',
    q: 'refund',
  })
  expect(listParams(filters({ view: 'asked' }))).toEqual({ requestedBy: 'me' })
})
