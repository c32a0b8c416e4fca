import { approvalId } from '@countersign/shared/ids'
import { expect, it } from 'vitest'
import { approvalQueue, laneOf } from './job-queues.ts'

const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz'
const ids = [...LETTERS].flatMap((third) =>
  [...LETTERS].map((last) => approvalId.parse(`apr_01kd8c9r2w7m5x3q6v1t4n0p8z2b5y7j9h${third}${last}`)),
)

it('keeps the jobs about one approval in one queue, and has no more queues the more approvals there are', () => {
  const queues = ids.map((id) => approvalQueue('slack-action', id))
  expect(ids.map((id) => approvalQueue('slack-action', id))).toEqual(queues)
  expect(new Set(queues).size).toBe(64)
  expect(approvalQueue('tend-stage', ids[0] as (typeof ids)[0])).toMatch(/^tend-stage:\d+$/)
})

it.each([2, 64])('fills %i lanes evenly', (lanes) => {
  const sizes = Array.from({ length: lanes }, () => 0)
  for (const id of ids) sizes[laneOf(id, lanes)] = (sizes[laneOf(id, lanes)] ?? 0) + 1
  expect(Math.max(...sizes)).toBeLessThanOrEqual((2 * ids.length) / lanes)
})

it('has lanes for the shortest of ids too', () => {
  expect([laneOf('', 2), laneOf('a', 2), laneOf('b', 2)]).toEqual([0, 1, 0])
})
