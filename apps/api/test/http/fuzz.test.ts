import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contextBody, register } from './support/registration-body.ts'
import { type Client, startTestApi, type TestApi } from './support/test-api.ts'

/** Nothing a client sends may make the service fail: every answer is below 500 and as documented. */
let api: TestApi
let registrar: Client
let helen: Client
let id: string
let caseDigest: string

beforeAll(async () => {
  api = await startTestApi({ LOG_LEVEL: 'error' })
  registrar = await api.keyClient({ actsAs: 'usr_marco' })
  helen = await api.signIn('helen')
  const approval = await register(registrar)
  id = approval.id
  caseDigest = approval.caseDigest
})
afterAll(() => api.stop())

const nasty = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(null, '', ' ', '\u0000', '\ud800', '\u202e', -0, 1e308, 2 ** 53, -1, 0.1, [], {}, 'x'.repeat(10_000)),
)

/** A valid body in which a few members were replaced, removed or added. */
const mutated = (body: unknown) =>
  fc
    .array(fc.tuple(fc.nat(), fc.constantFrom('replace', 'remove', 'add'), nasty), { minLength: 1, maxLength: 3 })
    .map((changes) => {
      const copy = structuredClone(body)
      for (const [place, how, value] of changes) {
        const holders = holdersOf(copy)
        const [holder, key] = holders[place % holders.length] ?? [{}, 'x']
        if (how === 'remove') delete holder[key]
        else holder[how === 'add' ? `${key}x` : key] = value
      }
      return copy
    })

type Holder = Record<string, unknown>

function holdersOf(value: unknown): [Holder, string][] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [
    [value as Holder, key] as [Holder, string],
    ...holdersOf(inner),
  ])
}

const rich = contextBody({
  approval: {
    why: 'w',
    policy: 'standard',
    requestedBy: { id: 'usr_ana', name: 'Ana' },
    key: '3',
    timeoutSeconds: 900,
    heartbeatSeconds: 60,
    case: {
      contextLine: 'c',
      fields: [{ label: 'a', value: 1, format: 'money:EUR' }],
      changes: [{ field: 'limit', from: 1, to: 2 }],
      payload: { a: [1, { b: null }] },
      evidence: [{ label: 'e', url: 'https://example.com/e' }],
    },
    outcomes: [
      { id: 'approve', kind: 'success', label: 'Yes' },
      { id: 'no', kind: 'failure', label: 'No', error: 'E', reasons: [{ id: 'R', label: 'r' }] },
    ],
    form: { schema: { type: 'object', properties: { amount: { type: 'number' } } }, initial: { amount: 1 } },
    undoSeconds: 5,
    tags: { env: 'prod' },
  },
})

const survives = async (reply: Promise<{ status: number; text: string }>) => {
  const { status, text } = await reply
  expect(status, text.slice(0, 500)).toBeLessThan(500)
}

describe('whatever a client sends', () => {
  it('as a registration', async () => {
    await fc.assert(
      fc.asyncProperty(mutated(rich), (body) => survives(registrar('POST', '/v1/approvals', { body }))),
      { numRuns: 80 },
    )
  })

  it.each(['votes', 'cancel', 'undo', 'comments', 'heartbeat'])('to %s', async (verb) => {
    const body = { votes: { outcome: 'maybe', caseDigest, input: { a: 1 }, undoSeconds: 1 }, comments: { text: 'x' } }[
      verb
    ]
    await fc.assert(
      fc.asyncProperty(fc.oneof(nasty, mutated(body ?? { comment: 'x' })), (sent) =>
        survives(helen('POST', `/v1/approvals/${id}/${verb}`, { body: sent })),
      ),
      { numRuns: 30 },
    )
  })

  it('as a query', async () => {
    const name = fc.constantFrom('status', 'team', 'requestedBy', 'q', 'cursor', 'limit', 'other')
    const value = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.base64String(),
      fc.constantFrom('\u0000', '%', 'me', '1e9'),
    )
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, value), fc.constantFrom('', `/${id}/audit`), (query, below) =>
        survives(helen('GET', `/v1/approvals${below}?${new URLSearchParams(toWellFormed(query))}`)),
      ),
      { numRuns: 100 },
    )
  })

  it('as a cursor that was ours and was changed', async () => {
    for (let count = 0; count < 3; count++) await register(registrar)
    const page = await helen('GET', '/v1/approvals?limit=1')
    const { nextCursor } = page.body as { nextCursor: string }
    await fc.assert(
      fc.asyncProperty(
        fc.nat(nextCursor.length - 1),
        fc.string({ unit: fc.constantFrom(...'AQgw09_-z+=/'), minLength: 1, maxLength: 3 }),
        (at, piece) =>
          survives(
            helen(
              'GET',
              `/v1/approvals?cursor=${encodeURIComponent(nextCursor.slice(0, at) + piece + nextCursor.slice(at + 1))}`,
            ),
          ),
      ),
      { numRuns: 80 },
    )
  })

  it('as bytes that are hardly JSON', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 60 }),
          fc.nat(400).map((length) => new TextEncoder().encode(JSON.stringify(rich).slice(0, length))),
        ),
        (bytes) => survives(registrar('POST', '/v1/approvals', { raw: new Uint8Array(bytes) })),
      ),
      { numRuns: 80 },
    )
  })

  it('as headers', async () => {
    const text = fc.string({
      unit: fc.constantFrom('a', '"', ',', ';', '=', '*', ' ', '/', '\u00e9', '0'),
      minLength: 1,
      maxLength: 40,
    })
    const headers = fc.dictionary(
      fc.constantFrom(
        'If-Match',
        'Idempotency-Key',
        'Accept',
        'X-Request-Id',
        'X-Forwarded-For',
        'Last-Event-ID',
        'Range',
        'Authorization',
        'Cookie',
        'Content-Encoding',
      ),
      text.map((value) => value.trim() || 'x'),
    )
    await fc.assert(
      fc.asyncProperty(headers, (given) =>
        survives(api.clientWith({ ...given })('POST', `/v1/approvals/${id}/comments`, { body: { text: 'x' } })),
      ),
      { numRuns: 30 },
    )
  })
})

const toWellFormed = (query: Record<string, string>) =>
  Object.fromEntries(Object.entries(query).map(([name, value]) => [name, value.replaceAll(/\p{Surrogate}/gu, '?')]))
