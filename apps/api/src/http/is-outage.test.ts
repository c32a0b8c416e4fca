import { describe, expect, it } from 'vitest'
import { isOutage } from './is-outage.ts'

const withCode = (code: string) => Object.assign(new Error('x'), { code })

describe('an outage', () => {
  it('is known by code or name, also deep inside', () => {
    const timeout = new Error('x')
    timeout.name = 'TimeoutError'
    for (const error of [
      withCode('ECONNREFUSED'),
      timeout,
      new Error('outer', { cause: new Error('middle', { cause: withCode('ECONNRESET') }) }),
      new AggregateError([new Error('x'), withCode('ENOTFOUND')]),
    ])
      expect(isOutage(error)).toBe(true)
  })

  it('is not every error', () => {
    const circular = new Error('x')
    circular.cause = circular
    for (const error of [
      new Error('ECONNREFUSED'),
      withCode('23505'),
      new TypeError('x'),
      'ECONNREFUSED',
      null,
      circular,
    ])
      expect(isOutage(error)).toBe(false)
  })
})
