import { describe, expect, test } from 'vitest'
import { choose, chooseJsonata } from './choice.ts'
import type { ChoiceCondition, JsonataChoiceState, JsonPathChoiceState } from './definition.ts'
import type { Json } from './json.ts'
import type { Scope } from './scope.ts'

function scopeWith(input: Json, variables: Record<string, Json> = {}): Scope {
  return { input, context: { State: { Name: 'Decide' } }, variables }
}

function matches(condition: ChoiceCondition, input: Json, variables: Record<string, Json> = {}): boolean {
  const state: JsonPathChoiceState = {
    Type: 'Choice',
    QueryLanguage: 'JSONPath',
    Choices: [{ Next: 'Yes', condition }],
    Default: 'No',
  }
  return choose(state, scopeWith(input, variables)).next === 'Yes'
}

/** For each operator: values it takes for its operand, and values it does not, those of other kinds among them. */
describe.each<[string, Json, matching: Json[], others: Json[]]>([
  ['StringEquals', 'b', ['b'], ['a', 'B', 'b ', '', 1, null, true, ['b']]],
  ['StringLessThan', 'b', ['a', 'B', ''], ['b', 'c', 1, null]],
  ['StringLessThanEquals', 'b', ['a', 'b'], ['c', 'ä', false]],
  ['StringGreaterThan', 'b', ['c', 'ä'], ['b', 'a', 2]],
  ['StringGreaterThanEquals', 'b', ['b', 'c'], ['a', {}]],
  [
    'StringMatches',
    'log-*.txt',
    ['log-.txt', 'log-2026.txt', 'log-a*b.txt', 'log-a\nb.txt'],
    ['log.txt', 'xlog-1.txt', 'log-1.txt2', 1],
  ],
  ['StringMatches', '*', ['', 'anything'], [null, 0]],
  ['StringMatches', 'a\\*b', ['a*b'], ['axb', 'a\\*b']],
  ['StringMatches', 'a\\\\b', ['a\\b'], ['ab']],
  ['StringMatches', 'a.c(d)', ['a.c(d)'], ['abc(d)']],
  ['NumericEquals', 10, [10, 10.0], [10.1, '10', null, true]],
  ['NumericLessThan', 10, [9.9, -1], [10, 11, '9']],
  ['NumericLessThanEquals', 10, [10, 9], [10.01, null]],
  ['NumericGreaterThan', 10, [10.5, 1e9], [10, 9, '11']],
  ['NumericGreaterThanEquals', 10, [10, 11], [9.99, []]],
  ['BooleanEquals', true, [true], [false, 'true', 1, null]],
  ['BooleanEquals', false, [false], [true, 0, '', null]],
  [
    'TimestampEquals',
    '2026-01-01T12:00:00Z',
    ['2026-01-01T12:00:00Z', '2026-01-01T13:00:00+01:00', '2026-01-01T12:00:00.000Z'],
    ['2026-01-01T12:00:01Z', '2026-01-01', 'x', 1],
  ],
  [
    'TimestampLessThan',
    '2026-01-01T12:00:00Z',
    ['2026-01-01T11:59:59.999Z'],
    ['2026-01-01T12:00:00Z', '2025-01-01T00:00:00'],
  ],
  ['TimestampLessThanEquals', '2026-01-01T12:00:00Z', ['2026-01-01T12:00:00Z'], ['2026-01-01T12:00:00.001Z']],
  [
    'TimestampGreaterThan',
    '2026-01-01T12:00:00Z',
    ['2026-01-01T12:00:00-01:00'],
    ['2026-01-01T12:00:00Z', 2_000_000_000_000],
  ],
  [
    'TimestampGreaterThanEquals',
    '2026-01-01T12:00:00Z',
    ['2026-01-01T12:00:00Z', '2027-01-01T00:00:00Z'],
    ['2020-01-01T00:00:00Z'],
  ],
  // The kind tests are recorded (22-06-2023).
  ['IsNull', true, [null], [0, '', false, [], {}]],
  ['IsNull', false, [0, '', false, [], {}], [null]],
  ['IsBoolean', true, [true, false], [null, 0, 1, '', 'true', [], {}]],
  ['IsNumeric', true, [0, 1.1, -1], [null, '0', '', true, [], {}]],
  ['IsString', true, ['', ' ', 'x', '2023-02-24'], [null, 0, true, [''], { A: 0 }]],
  ['IsString', false, [null, 0, true, [''], { A: 0 }], ['', 'x']],
  [
    'IsTimestamp',
    true,
    ['2012-10-09T19:00:55Z', '2012-10-09T19:00:55+01:00', '2012-10-09T19:00:55.123456Z'],
    ['2012-10-09T19:00:55', '2023-02-24', '', null, 1735689600, '2025-13-01T00:00:00Z'],
  ],
])('%s %j', (operator, operand, matching, others) => {
  test.each(matching.map((value) => [value]))('takes %j', (value) => {
    expect(matches({ Variable: '$.v', [operator]: operand }, { v: value })).toBe(true)
  })

  test.each(others.map((value) => [value]))('does not take %j', (value) => {
    expect(matches({ Variable: '$.v', [operator]: operand }, { v: value })).toBe(false)
  })

  if (operator.startsWith('Is') || operator === 'StringMatches') return
  test(`${operator}Path compares with the value at a path in the same way`, () => {
    const condition = { Variable: '$.v', [`${operator}Path`]: '$.other' }
    for (const value of matching) expect(matches(condition, { v: value, other: operand })).toBe(true)
    for (const value of others) expect(matches(condition, { v: value, other: operand })).toBe(false)
  })
})

describe('a combination', () => {
  const a = { Variable: '$.a', NumericGreaterThan: 1 }
  const b = { Variable: '$.b', BooleanEquals: true }

  test.each<[string, ChoiceCondition, boolean, boolean, boolean]>([
    ['And', { And: [a, b] }, true, false, false],
    ['Or', { Or: [a, b] }, true, true, false],
    ['Not', { Not: a }, false, false, true],
    ['a nested one', { And: [{ Or: [a, b] }, { Not: { And: [a, b] } }] }, false, true, false],
  ])('%s', (_, condition, both, onlyFirst, none) => {
    expect(matches(condition, { a: 2, b: true })).toBe(both)
    expect(matches(condition, { a: 2, b: false })).toBe(onlyFirst)
    expect(matches(condition, { a: 0, b: false })).toBe(none)
  })

  test('stops at the first part that decides, so that IsPresent can guard what follows', () => {
    const guarded = { And: [{ Variable: '$.a', IsPresent: true }, a] }
    expect(matches(guarded, {})).toBe(false)
    expect(matches(guarded, { a: 5 })).toBe(true)
  })
})

test('IsPresent tells a missing value from null', () => {
  expect(matches({ Variable: '$.v', IsPresent: true }, { v: null })).toBe(true)
  expect(matches({ Variable: '$.v', IsPresent: true }, {})).toBe(false)
  expect(matches({ Variable: '$.v.deep', IsPresent: false }, {})).toBe(true)
  expect(matches({ Variable: '$v', IsPresent: true }, {}, { v: 1 })).toBe(true)
})

test('compares variables and the context', () => {
  expect(matches({ Variable: '$guess', StringEqualsPath: '$answer' }, {}, { guess: 'x', answer: 'x' })).toBe(true)
  expect(matches({ Variable: '$$.State.Name', StringEquals: 'Decide' }, {})).toBe(true)
})

test.each([
  [{ Variable: '$.missing', StringEquals: 'x' }, '$.missing'],
  [{ Variable: '$.missing', IsString: true }, '$.missing'],
  [{ Variable: '$.v', NumericEqualsPath: '$.other' }, '$.other'],
])('a missing value ends the execution in spite of the Default: %j', (condition, path) => {
  expect(() => matches(condition, { v: 1 })).toThrow(
    expect.objectContaining({
      error: 'States.Runtime',
      cause: `Invalid path '${path}': The choice state's condition path references an undefined value.`,
    }),
  )
})

describe('the way out', () => {
  const state: JsonPathChoiceState = {
    Type: 'Choice',
    QueryLanguage: 'JSONPath',
    Choices: [
      { Next: 'Big', condition: { Variable: '$.n', NumericGreaterThan: 10 } },
      { Next: 'Positive', condition: { Variable: '$.n', NumericGreaterThan: 0 }, Assign: { size: 'small' } },
    ],
  }

  test('is the first rule that matches', () => {
    expect(choose(state, scopeWith({ n: 11 }))).toEqual({ next: 'Big', rule: state.Choices[0] })
    expect(choose(state, scopeWith({ n: 5 }))).toEqual({ next: 'Positive', rule: state.Choices[1] })
  })

  test('is the Default when no rule matches', () => {
    expect(choose({ ...state, Default: 'Other' }, scopeWith({ n: -1 }))).toEqual({ next: 'Other', rule: undefined })
  })

  test('fails when no rule matches and there is no Default', () => {
    expect(() => choose(state, scopeWith({ n: -1 }))).toThrow(
      expect.objectContaining({
        error: 'States.Runtime',
        cause: 'Failed to transition out of the state. The state does not point to a next state.',
      }),
    )
  })
})

describe('a JSONata Choice', () => {
  const state: JsonataChoiceState = {
    Type: 'Choice',
    QueryLanguage: 'JSONata',
    Choices: [
      { Condition: '{% $states.input.n > $limit %}', Next: 'Big' },
      { Condition: '{% $states.input.n = "x" %}', Next: 'Text' },
    ],
    Default: 'Other',
  }

  test('takes the first rule whose condition is true', async () => {
    expect((await chooseJsonata(state, scopeWith({ n: 5 }, { limit: 1 }))).next).toBe('Big')
    expect((await chooseJsonata(state, scopeWith({ n: 0 }, { limit: 1 }))).next).toBe('Other')
  })

  test('refuses a condition that is not a boolean', async () => {
    const wrong = { ...state, Choices: [{ Condition: '{% 1 %}', Next: 'Big' }] }
    await expect(chooseJsonata(wrong, scopeWith({}))).rejects.toMatchObject({
      error: 'States.QueryEvaluationError',
      cause:
        "The JSONata expression '1' specified for the field 'Choices[0]/Condition' returned an unexpected result type. Expected 'boolean', but was 'number' for value: 1",
      location: 'Choices[0]/Condition',
    })
  })
})
