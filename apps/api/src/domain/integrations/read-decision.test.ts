import type { Json } from '@countersign/shared/json'
import { describe, expect, it } from 'vitest'
import { type MappedValues, readDecision } from './read-decision.ts'
import { voteRequestOf } from './vote-request-of.ts'

const DIGEST = `sha256:${'3f'.repeat(32)}`
const values = (given: Partial<MappedValues> = {}): MappedValues => ({
  ignore: null,
  outcome: 'approve',
  reason: null,
  comment: null,
  input: null,
  caseDigest: null,
  ...given,
})
const bare = { kind: 'decision', outcome: 'approve', reason: null, comment: null, input: null, caseDigest: null }
const full = { reason: 'duplicate', comment: 'Fine', input: { amount: 5 }, caseDigest: DIGEST }

describe('what the expressions gave', () => {
  it('is a decision when it is plainly one', () => {
    expect(readDecision(values())).toEqual(bare)
    expect(readDecision(values({ ignore: false, ...full }))).toEqual({ ...bare, ...full })
    expect(readDecision(values({ reason: '', comment: '', caseDigest: '' }))).toEqual(bare)
  })

  it('is nothing when it says so, whatever else it says', () => {
    expect(readDecision(values({ ignore: true, outcome: 5 }))).toEqual({ kind: 'ignored' })
  })

  it.each<Json>(['true', 1, 0, '', {}, []])('is a fault when it ignores by %j', (ignore) => {
    expect(readDecision(values({ ignore }))).toEqual({
      kind: 'fault',
      errors: [{ expression: 'ignore', message: 'has to give true or false' }],
    })
  })

  it.each<[keyof MappedValues, unknown, unknown]>([
    ['outcome', null, 'has to give a string'],
    ['outcome', 5, 'has to give a string'],
    ['outcome', '', 'gives an empty string'],
    ['outcome', 'x'.repeat(41), 'gives more than 40 characters'],
    ['outcome', 'a\u0000', 'gives NUL or a lone surrogate'],
    ['reason', 5, 'has to give a string or null'],
    ['reason', 'x'.repeat(61), expect.any(String)],
    ['reason', 'a\u0000', expect.any(String)],
    ['comment', 5, expect.any(String)],
    ['comment', 'x'.repeat(4_001), expect.any(String)],
    ['comment', 'a\ud800', 'must not contain NUL or lone surrogates'],
    ['input', 'text', expect.any(String)],
    ['input', [1], expect.any(String)],
    ['caseDigest', 'sha256:short', 'expected sha256:<64 hex digits>'],
  ])('is a fault of %s when that gives %j', (expression, value, message) => {
    expect(readDecision(values({ [expression]: value }))).toEqual({ kind: 'fault', errors: [{ expression, message }] })
  })

  it('is read up to the lengths a vote may have', () => {
    const longest = { outcome: 'x'.repeat(40), reason: 'x'.repeat(60), comment: 'x'.repeat(4_000) }
    expect(readDecision(values(longest))).toEqual({ ...bare, ...longest })
  })

  it('names every expression that is at fault', () => {
    const result = readDecision(values({ outcome: 1, reason: 1, comment: 1, input: 1, caseDigest: 1 }))
    expect(result.kind === 'fault' && result.errors.map(({ expression }) => expression)).toEqual([
      'outcome',
      'reason',
      'comment',
      'input',
      'caseDigest',
    ])
  })
})

describe('the vote a decision asks for', () => {
  const at = { caseDigest: `sha256:${'0'.repeat(64)}`, attempt: 2 }
  const voteOf = (given: Partial<MappedValues>) => {
    const decision = readDecision(values(given))
    if (decision.kind !== 'decision') throw new Error('no decision')
    return voteRequestOf(decision, at)
  }

  it('is on the attempt of the address, and on the case it was shown', () => {
    expect(voteOf({})).toEqual({ outcome: 'approve', ...at })
  })

  it('carries what the decision says, and the digest the system sent back', () => {
    expect(voteOf(full)).toEqual({ outcome: 'approve', ...full, attempt: 2 })
  })
})
