import { format, inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { TaskToken } from './task-token.ts'

const SECRET = 'AAAAKgAAAAIAAAAAAAAAAcanary+/='
const token = new TaskToken(SECRET)

describe('a task token', () => {
  it.each([
    ['interpolated', () => `${token}`],
    ['concatenated', () => `token: ${String(token)}`],
    ['serialised', () => JSON.stringify({ token, list: [token] })],
    ['inspected', () => inspect({ deep: { token } }, { depth: 9, showHidden: true })],
    ['formatted', () => format('%s %o %O %j', token, token, token, token)],
    ['spread', () => JSON.stringify({ ...token })],
    ['cloned into entries', () => JSON.stringify(Object.entries(token))],
    ['thrown inside an error', () => inspect(new Error('failed', { cause: token }))],
  ])('does not show itself when it is %s', (_, show) => {
    expect(show()).not.toContain('canary')
  })

  it('cannot be cloned to another thread in clear', () => {
    expect(JSON.stringify(structuredClone({ ...token }))).not.toContain('canary')
  })

  it('says in each of these ways what it is', () => {
    expect([`${token}`, token.toString(), token.toJSON(), inspect(token), format('%s', token)]).toEqual(
      Array.from({ length: 5 }, () => '[task token]'),
    )
  })

  it('is revealed only on purpose', () => {
    expect(token.reveal()).toBe(SECRET)
  })
})
