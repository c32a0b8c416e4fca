import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createTokens } from './tokens.ts'

const tokens = createTokens(randomBytes(32))
const issued = tokens.mint('arn:execution', '/Ask#0/r0a0')

it('issues the same token for the same attempt, and another one for every other', () => {
  expect(tokens.mint('arn:execution', '/Ask#0/r0a0')).toBe(issued)
  const others = [
    tokens.mint('arn:execution', '/Ask#0/r0a1'),
    tokens.mint('arn:execution', '/Ask#1/r0a0'),
    tokens.mint('arn:other', '/Ask#0/r0a0'),
    createTokens(randomBytes(32)).mint('arn:execution', '/Ask#0/r0a0'),
  ]
  expect(new Set([issued, ...others]).size).toBe(5)
})

it('tells an issued token from any edit of it without having kept it', () => {
  expect(tokens.find(issued)).toBe('closed')
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/='
  fc.assert(
    fc.property(fc.nat(issued.length - 1), fc.constantFrom(...alphabet), (at, character) => {
      const edited = issued.slice(0, at) + character + issued.slice(at + 1)
      expect(tokens.find(edited)).toBe(edited === issued ? 'closed' : 'unknown')
    }),
  )
  expect(tokens.find(issued.slice(0, 596))).toBe('unknown')
  expect(tokens.find(`${issued}AAAA`)).toBe('unknown')
  expect(createTokens(randomBytes(32)).find(issued)).toBe('unknown')
})
