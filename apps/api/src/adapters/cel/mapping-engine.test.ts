import { INTEGRATION_KINDS } from '@countersign/shared/channels'
import { type Mapping, mappingTemplates } from '@countersign/shared/integrations'
import { describe, expect, it } from 'vitest'
import { EXAMPLE_APPROVAL, mappedHeaders } from '../../domain/integrations/mapping-input.ts'
import { MAPPING_TEMPLATES, readyMade } from '../../domain/integrations/mapping-templates.ts'
import { createCelMappingEngine } from './mapping-engine.ts'

const engine = createCelMappingEngine()
const apply = (mapping: Partial<Mapping>, body: unknown = {}, headers: Record<string, string> = {}) =>
  engine.apply({ outcome: '"approve"', ...mapping }, { body, headers, approval: EXAMPLE_APPROVAL })
const messageOf = (mapping: Partial<Mapping>, body: unknown = {}) => {
  const result = apply(mapping, body)
  return result.kind === 'fault' ? result.errors[0] : result
}

describe('the ready-made mappings', () => {
  it('are one for each kind, in the form of the contract', () => {
    expect(MAPPING_TEMPLATES.map(({ kind }) => kind).sort()).toEqual([...INTEGRATION_KINDS].sort())
    expect(() => mappingTemplates.parse({ items: MAPPING_TEMPLATES })).not.toThrow()
    for (const kind of INTEGRATION_KINDS) expect(engine.check(readyMade(kind))).toEqual([])
  })

  for (const { kind, mapping, fixtures } of MAPPING_TEMPLATES) {
    it.each(fixtures.map((fixture) => [fixture.name, fixture] as const))(
      `${kind}: %s`,
      (_, { headers, body, gives }) => {
        expect(engine.apply(mapping, { body, headers, approval: EXAMPLE_APPROVAL })).toEqual(gives)
      },
    )

    it(`${kind} has a message that approves, one that rejects and one that is ignored`, () => {
      const outcomes = fixtures.map(({ gives }) => (gives.kind === 'decision' ? gives.outcome : gives.kind))
      expect(new Set(outcomes)).toEqual(new Set(['approve', 'reject', 'ignored']))
      expect(fixtures.length).toBeGreaterThanOrEqual(3)
    })

    it(`${kind} makes no decision of a foreign, empty or odd body`, () => {
      for (const body of [{}, [], null, 'approved', 1, true, { type: 'approval.requested', data: {} }, { action: {} }])
        expect(engine.apply(mapping, { body, headers: {}, approval: EXAMPLE_APPROVAL }).kind).not.toBe('decision')
    })
  }
})

describe('saving a mapping', () => {
  it.each([
    ['an unknown variable', 'payload.outcome', 'Unknown variable: payload (at character 1)'],
    ['half an expression', 'body.outcome ==', 'Unexpected token: EOF (at character 16)'],
    ['a field the approval does not have', 'approval.nope', 'No such key: nope (at character 10)'],
    ['the wrong type', 'approval.attempt', 'gives int, and has to give a string'],
    ['branches of two types', 'body.ok ? "approve" : 5', /same type.*\(at character 1\)/],
    ['an operator between types', '"a" + 1', /Operator '\+'|no such overload/i],
    ['too many nodes', Array.from({ length: 300 }, () => '1').join('+'), /maxAstNodes/],
  ])('names the expression and the place of %s', (_, outcome, message) => {
    const faults = engine.check({ outcome })
    expect(faults).toHaveLength(1)
    expect(faults[0]?.expression).toBe('outcome')
    expect(faults[0]?.message).toMatch(message)
  })

  it('reports every broken expression at once', () => {
    const mapping = { ignore: '"yes"', outcome: '1', reason: '1', comment: '1', input: '"x"', caseDigest: 'true' }
    expect(engine.check(mapping).map(({ expression }) => expression)).toEqual(Object.keys(mapping))
  })
})

describe('applying a mapping', () => {
  it('turns integers of CEL into numbers, optionals into null, and mixed literals into JSON', () => {
    const input = '{"n": 2 + 3, "half": 0.5, "list": [1, "two", null], "absent": body.?nothing, "nested": {"ok": true}}'
    expect(apply({ input })).toMatchObject({
      input: { n: 5, half: 0.5, list: [1, 'two', null], absent: null, nested: { ok: true } },
    })
  })

  it('lets an expression see event headers and the approval', () => {
    const mapping = {
      ignore: 'headers["x-github-event"] != "deployment_review"',
      outcome: 'approval.outcomes.filter(o, o.kind == "failure")[0].id',
      comment: 'approval.team + " " + string(approval.attempt)',
    }
    expect(apply(mapping, {}, { 'x-github-event': 'deployment_review' })).toMatchObject({
      outcome: 'reject',
      comment: 'payments 1',
    })
  })

  it.each([
    ['a missing member', { outcome: 'body.outcome' }, {}, 'outcome', /No such key: outcome \(at character 6\)/],
    ['an outcome that is no string', { outcome: 'body.n' }, { n: 5 }, 'outcome', /has to give a string/],
    ['an empty outcome', { outcome: 'body.s' }, { s: '' }, 'outcome', /empty/],
    ['ignore that is not true or false', { ignore: 'body.s' }, { s: 'true' }, 'ignore', /true or false/],
    ['a digest that is none', { caseDigest: 'body.s' }, { s: 'sha256:x' }, 'caseDigest', /sha256/],
    ['a comment without end', { comment: 'body.s' }, { s: 'x'.repeat(5_000) }, 'comment', /4000/],
    ['text that cannot be stored', { comment: 'body.s' }, { s: 'a\u0000b' }, 'comment', /NUL/],
    ['an input that is no map', { input: 'body.s' }, { s: 'x' }, 'input', /./],
    ['a moment in time', { input: '{"at": timestamp("2026-11-21T00:00:00Z")}' }, {}, 'input', /JSON has no form/],
    ['an integer too large for JSON', { input: '{"n": 9223372036854775807}' }, {}, 'input', /2\^53/],
    ['a prototype', { outcome: 'body.constructor.name' }, {}, 'outcome', /No such key/],
  ])('makes a fault of %s, naming the expression', (_, mapping, body, expression, message) => {
    expect(messageOf(mapping, body)).toEqual({ expression, message: expect.stringMatching(message) })
  })

  it('stops an expression that would take for ever, in loops and in regular expressions', () => {
    const list = Array.from({ length: 5_000 }, (_, index) => index)
    const loops = { outcome: 'body.l.all(x, body.l.all(y, body.l.all(z, x + y + z >= 0))) ? "approve" : "reject"' }
    const search = { outcome: 'body.s.matches("^(a+)+$") ? "approve" : "reject"' }
    const startedMs = performance.now()
    expect(messageOf(loops, { l: list })).toMatchObject({ message: 'took longer than 100 ms' })
    expect(messageOf(search, { s: `${'a'.repeat(50)}b` })).toMatchObject({ message: 'took longer than 100 ms' })
    expect(performance.now() - startedMs).toBeLessThan(2_000)
    expect(apply({})).toMatchObject({ kind: 'decision' })
  })

  it('refuses a result out of proportion', () => {
    const grow = { input: '{"l": body.l.map(x, body.l)}' }
    expect(messageOf(grow, { l: Array.from({ length: 400 }, () => 1) })).toMatchObject({ expression: 'input' })
  })

  it('shows no header that could be a credential, and none that was sent twice', () => {
    const sent: Record<string, string[]> = {
      'content-type': ['application/json'],
      'x-github-event': ['deployment_review', 'push'],
      'x-hub-signature-256': ['sha256=…'],
      authorization: ['Bearer secret'],
      cookie: ['session=secret'],
      'webhook-signature': ['v1,…'],
    }
    expect(mappedHeaders((name) => sent[name] ?? [])).toEqual({ 'content-type': 'application/json' })
  })
})
