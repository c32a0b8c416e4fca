import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Json } from './json.ts'
import { evaluateTemplate } from './payload-template.ts'
import type { Scope } from './scope.ts'

const scope: Scope = {
  input: { order: { id: 7, lines: ['a', 'b'] }, reviewer: null },
  context: { Task: { Token: 'token' } },
  variables: { title: 'Approve', limits: { high: 9 } },
}

test('fills fields whose names end in .$ and keeps the others, at any depth', () => {
  const template = {
    static: '$.order.id',
    'id.$': '$.order.id',
    nested: { 'title.$': '$title', list: [{ 'first.$': '$.order.lines[0]' }, '$.order', 1, null] },
    'token.$': '$$.Task.Token',
    'text.$': "States.Format('{} #{}', $title, $.order.id)",
    'nothing.$': '$.reviewer',
    'every.$': '$.order.lines[*]',
    'high.$': '$limits.high',
  }
  expect(evaluateTemplate(template, scope)).toEqual({
    static: '$.order.id',
    id: 7,
    nested: { title: 'Approve', list: [{ first: 'a' }, '$.order', 1, null] },
    token: 'token',
    text: 'Approve #7',
    nothing: null,
    every: ['a', 'b'],
    high: 9,
  })
})

test.each([
  [
    '$.missing',
    `The JSONPath '$.missing' specified for the field 'x.$' could not be found in the input '${JSON.stringify(scope.input)}'`,
  ],
  [
    '$$.Task.Tok',
    `The JSONPath '$$.Task.Tok' specified for the field 'x.$' could not be found in the input '{"Task":{"Token":"token"}}'`,
  ],
  ['plain', "The value for the field 'x.$' must be a valid JSONPath or a valid intrinsic function call"],
])('fails when %s has no value', (path, cause) => {
  expect(() => evaluateTemplate({ deep: [{ 'x.$': path }] }, scope)).toThrow(
    expect.objectContaining({ error: 'States.Runtime', cause }),
  )
})

test('the token path fails where there is no token', () => {
  expect(() => evaluateTemplate({ 'token.$': '$$.Task.Token' }, { ...scope, context: {} })).toThrow(
    expect.objectContaining({ error: 'States.Runtime' }),
  )
})

test('changes nothing in a template without such fields', () => {
  const key = fc.string().filter((name) => !name.endsWith('.$'))
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      fc.string(),
      fc.integer(),
      fc.constant(null),
      fc.array(tie('json')),
      fc.dictionary(key, tie('json')),
    ),
  }))
  fc.assert(
    fc.property(json, (template) => {
      expect(evaluateTemplate(template as Json, scope)).toEqual(template)
    }),
  )
})
