import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from './json.ts'
import { checkJsonataSyntax, evaluateJsonata } from './jsonata.ts'
import type { Scope } from './scope.ts'

const fixed = { uuid: () => 'one-uuid', random: () => 0.25, now: () => 1_767_225_600_000 }
const scope: Scope = {
  input: {
    order: {
      id: 7,
      lines: [
        { sku: 'a', price: 5 },
        { sku: 'b', price: 15 },
      ],
    },
    empty: [],
    nothing: null,
  },
  context: { Task: { Token: 'token' }, Execution: { Name: 'run' } },
  variables: { limit: 10, cart: { items: [1, 2] } },
}

function evaluate(expression: string, extra: Partial<Scope> = {}): Promise<Json> {
  return evaluateJsonata(`{% ${expression} %}`, { ...scope, ...extra }, fixed, 'Output/v')
}

test.each<[string, Json]>([
  ['1 + 2', 3],
  ['$states.input.order.id', 7],
  ['$states.context.Task.Token', 'token'],
  ['$limit * 2', 20],
  ['$cart.items[1]', 2],
  ['$states.input.order.lines[price > $limit].sku', 'b'],
  ['$states.input.order.lines.sku', ['a', 'b']],
  ['$sum($states.input.order.lines.price)', 20],
  ['$states.input.empty', []],
  ['$states.input.nothing', null],
  ['$states.input.order.id = 7 ? "yes" : "no"', 'yes'],
  ['{ "id": $states.input.order.id, "n": $count($states.input.order.lines) }', { id: 7, n: 2 }],
  ['($x := 2; $x * $x)', 4],
  ['$map([1, 2, 3], function($v) { $v * 2 })', [2, 4, 6]],
  ['$uuid()', 'one-uuid'],
  ['$random()', 0.25],
  ['$now()', '2026-01-01T00:00:00.000Z'],
  ['$now("[Y0001]/[M01]/[D01]")', '2026/01/01'],
  ['$millis()', 1_767_225_600_000],
])('%s', async (expression, value) => {
  expect(await evaluate(expression)).toEqual(value)
})

/** What the service adds to JSONata (AWS docs, "Transforming data with JSONata"); edges observed in 2026. */
describe('the functions of Step Functions', () => {
  test.each<[string, Json]>([
    [
      '$partition([1,2,3,4], 2)',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['$partition([1,2,3,4,5], 2.9)', [[1, 2], [3, 4], [5]]],
    ['$partition([1,2,3])', [[1, 2, 3]]],
    ['$range(0, 10, 2)', [0, 2, 4, 6, 8, 10]],
    ['$range(10, 0, -2)', [10, 8, 6, 4, 2, 0]],
    ['$range(-1.7, 2, 1)', [-1, 0, 1, 2]],
    ['$range(3, 3, 1)', 3],
    ['$count($range(1, 360145, 1))', 360_145],
    ["$hash('Hello', 'MD5')", '8b1a9953c4611296a827abf8c47804d7'],
    ["$hash('Hello', 'SHA-1')", 'f7ff9e8b7bb2e09b70935a5d785e0cc5d9d0abf0'],
    ["$hash('Hello', 'SHA-256')", '185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969'],
    ["$hash('ñ', 'MD5')", '94e9342ecbb1458b6043ecd3bfcbc192'],
    ['$random(42)', 0.7275636800328681],
    ['$random(0.9)', 0.730967787376657],
    ['$parse(\'{"a": {"b": [1, 2]}}\').a.b', [1, 2]],
    ["$exists($parse('null'))", true],
    ["$map(['1', '2'], $parse)", [1, 2]],
  ])('%s', async (expression, value) => {
    expect(await evaluate(expression)).toEqual(value)
  })

  test.each([
    '$partition([], 2)',
    '$partition([1], 0)',
    '$range(5, 1, 1)',
    '$range(1, 5, 0)',
    '$range(1, 5)',
    "$hash('Hello')",
    '$parse()',
  ])('%s is nothing', async (expression) => {
    await expect(evaluate(expression)).rejects.toMatchObject({ cause: expect.stringMatching(/returned nothing/) })
  })

  test.each([
    ['$partition([1], -1)', 'D3137: Second argument must be zero or greater'],
    ["$hash('Hello', 'md5')", 'D3137: Unsupported algorithm: md5'],
    ["$hash(42, 'MD5')", 'T0410: Argument 1 of function "hash" does not match function signature'],
    ["$parse('not json')", 'D3137: Invalid JSON'],
    ["$uuid('seed')", 'T0410: Argument 1 of function "uuid" does not match function signature'],
    ['$random(1, 2)', 'T0410: Argument 2 of function "random" does not match function signature'],
    ['$range(1)', 'T0410: Argument 2 of function "range" does not match function signature'],
    ["$eval('1 + 1')", 'T1006: Attempted to invoke a non-function'],
  ])('%s fails', async (expression, message) => {
    await expect(evaluate(expression)).rejects.toMatchObject({
      error: 'States.QueryEvaluationError',
      cause: `The JSONata expression '${expression}' specified for the field 'Output/v' threw an error during evaluation. ${message}`,
      location: 'Output/v',
    })
  })
})

test('result and errorOutput exist only where there are any', async () => {
  expect(await evaluate('$states.result.ok', { result: { ok: true } })).toBe(true)
  expect(await evaluate('$states.errorOutput.Error', { errorOutput: { Error: 'E' } })).toBe('E')
  await expect(evaluate('$states.result')).rejects.toMatchObject({ error: 'States.QueryEvaluationError' })
})

test('neither $ nor $$ is the input', async () => {
  await expect(evaluate('$')).rejects.toThrow('returned nothing')
  await expect(evaluate('$$')).rejects.toThrow('returned nothing')
})

describe('a value with expressions inside', () => {
  test('keeps everything that is not an expression from end to end (recorded 04-11-2024)', async () => {
    const value = {
      constant: ' {% states.input %} ',
      path: '$states.input',
      dynamic: '{% $states.input.order.id %}',
      'key.$': '$.x',
      list: [1, null, '{% 1 + 1 %}', { deep: '{%$limit%}' }, 'a {% 1 %} b', ' {% 1 %}', '{% 1 %} '],
    }
    expect(await evaluateJsonata(value, scope)).toEqual({
      constant: ' {% states.input %} ',
      path: '$states.input',
      dynamic: 7,
      'key.$': '$.x',
      list: [1, null, 2, { deep: 10 }, 'a {% 1 %} b', ' {% 1 %}', '{% 1 %} '],
    })
  })

  test.each<[Json, string]>([
    ['{% $doesNotExist %}', 'Output'],
    [{ result: '{% $doesNotExist %}' }, 'Output/result'],
    [{ list: [1, { x: '{% $doesNotExist %}' }] }, 'Output/list[1]/x'],
  ])('%j names its place when it returns nothing (recorded 21-11-2024)', async (value, location) => {
    await expect(evaluateJsonata(value, scope, fixed, 'Output')).rejects.toMatchObject({
      error: 'States.QueryEvaluationError',
      cause: `The JSONata expression '$doesNotExist' specified for the field '${location}' returned nothing (undefined).`,
      location,
    })
  })

  test('is left alone when it holds no expression', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        expect(await evaluateJsonata(value as Json, scope)).toEqual(value)
      }),
    )
  })

  test('brings any document through unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const [passed] = (await evaluateJsonata(['{% $v %}'], { ...scope, variables: { v: value as Json } })) as Json[]
        expect(passed).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })
})

/** The last value the service accepts and the first it refuses (observed in us-east-1, 2026). */
describe('the bounds of one evaluation', () => {
  const countDown = (n: number): string => `($f := function($x){ $x <= 0 ? 0 : 1 + $f($x-1) }; $f(${n}))`
  const stack =
    ': Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive'
  const memory = ': Expression evaluation memory limit exceeded: Check for excessive memory usage'

  test.each<[string, Json]>([
    [countDown(31), 31],
    [`1${'+1'.repeat(99)}`, 100],
    ['[1..873782] ~> $count()', 873_782],
  ])('accepts %s', async (expression, value) => {
    expect(await evaluate(expression)).toBe(value)
  })

  test.each([
    [countDown(32), stack],
    [`1${'+1'.repeat(100)}`, stack],
    ['[1..873783] ~> $count()', memory],
    ['$range(1, 360146, 1)', memory],
    ['$range(1, 1000000000, 1)', memory],
    ['($f := function($s, $n){ $n = 0 ? $s : $f($s & $s, $n - 1) }; $f("x", 40))', memory],
  ])('refuses %s', async (expression, message) => {
    await expect(evaluate(expression)).rejects.toMatchObject({
      error: 'States.QueryEvaluationError',
      cause: `The JSONata expression '${expression}' specified for the field 'Output/v' threw an error during evaluation${message}`,
    })
  })

  test('ends a recursion that never ends', async () => {
    await expect(evaluate('($f := function($x){ $f($x+1) }; $f(1))')).rejects.toThrow('Expression evaluation timeout')
  })
})

test('a result that is no JSON is refused', async () => {
  for (const expression of ['function($x) { $x }', '$sum', '{ "f": function($x) { $x } }']) {
    await expect(evaluate(expression)).rejects.toThrow('returned an unsupported result type.')
  }
})

test('a number that JSON lacks becomes what the service writes for it', async () => {
  expect(await evaluate('1/0')).toBe('Infinity')
  expect(await evaluate('$zero', { variables: { zero: -0 } })).toBe(0)
})

test('an expression cannot reach the host', async () => {
  for (const expression of [
    '$constructor',
    '$limit.constructor',
    '$states.input.__proto__',
    '$string.constructor("return 1")()',
  ]) {
    await expect(evaluate(expression)).rejects.toMatchObject({ error: 'States.QueryEvaluationError' })
  }
})

test('the syntax of an expression can be checked without running it', () => {
  expect(() => checkJsonataSyntax('{% $states.input.x %}')).not.toThrow()
  expect(() => checkJsonataSyntax('{% 1 + %}')).toThrow(new SyntaxError('S0207: Unexpected end of expression'))
})
