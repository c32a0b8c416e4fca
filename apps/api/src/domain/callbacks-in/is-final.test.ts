import { expect, it } from 'vitest'
import { isFinal } from './is-final.ts'

it('ends with an acceptance, a ban, a conflict or an end; everything else may be sent again', () => {
  const final = Array.from({ length: 600 }, (_, status) => status).filter(isFinal)
  expect(final).toEqual([...Array.from({ length: 100 }, (_, more) => 200 + more), 403, 409, 410])
})
