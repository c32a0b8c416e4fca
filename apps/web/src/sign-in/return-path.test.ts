import { expect, test } from 'vitest'
import { returnPath } from './return-path.ts'

test('returns to a path of our own', () => {
  expect(returnPath('/inbox/apr_1?view=all')).toBe('/inbox/apr_1?view=all')
})

test.each([null, '', 'https://evil.example', '//evil.example', '/\\evil.example', '/a\nb', 'inbox'])(
  'never leads away: %j',
  (to) => {
    expect(returnPath(to)).toBe('/inbox')
  },
)
