import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluateIntrinsic } from './intrinsics.ts'
import type { Json } from './json.ts'
import type { Scope } from './scope.ts'

const fixed = { uuid: () => '11111111-2222-4333-8444-555555555555', random: () => 0.5 }

function evaluate(expression: string, input: Json = {}): Json {
  const scope: Scope = { input, context: { Execution: { Name: 'run' } }, variables: { step: 2 } }
  return evaluateIntrinsic(expression, scope, fixed)
}

/** Rows are the examples of the AWS docs ("Intrinsic functions") unless a date says that they were recorded. */
describe.each<[string, [expression: string, input: Json, value: Json][]]>([
  [
    'States.Array',
    [
      ['States.Array($.Id)', { Id: 123456 }, [123456]],
      ['States.Array()', {}, []],
      ["States.Array(1, 'a', true, null, $$.Execution.Name, $step)", {}, [1, 'a', true, null, 'run', 2]],
    ],
  ],
  [
    'States.ArrayPartition',
    [
      ['States.ArrayPartition($.a, 4)', { a: [1, 2, 3, 4, 5, 6, 7, 8, 9] }, [[1, 2, 3, 4], [5, 6, 7, 8], [9]]],
      ['States.ArrayPartition($.a, 10)', { a: [1] }, [[1]]],
      ['States.ArrayPartition($.a, 3)', { a: [] }, []],
      ['States.ArrayPartition($.a, 2.6)', { a: [1, 2, 3] }, [[1, 2], [3]]],
    ],
  ],
  [
    'States.ArrayContains',
    [
      ['States.ArrayContains($.a, $.find)', { a: [1, 2, 3, 5], find: 5 }, true],
      ['States.ArrayContains($.a, 4)', { a: [1, 2] }, false],
      ['States.ArrayContains($.a, $.find)', { a: [{ x: 1, y: [2] }], find: { y: [2], x: 1 } }, true],
      ["States.ArrayContains($.a, '1')", { a: [1] }, false],
      ['States.ArrayContains($.a, null)', { a: [null] }, true],
    ],
  ],
  [
    'States.ArrayRange',
    [
      ['States.ArrayRange(1, 9, 2)', {}, [1, 3, 5, 7, 9]],
      ['States.ArrayRange(5, 1, -2)', {}, [5, 3, 1]],
      ['States.ArrayRange(3, 3, -1)', {}, [3]],
      ['States.ArrayRange(5, 1, 1)', {}, []],
      ['States.ArrayRange(5.4, -0.6, -2.4)', {}, [5, 3, 1]],
    ],
  ],
  [
    'States.ArrayGetItem',
    [
      ['States.ArrayGetItem($.a, $.i)', { a: [1, 2, 3], i: 2 }, 3],
      ['States.ArrayGetItem($.a, 1.2)', { a: [10, 20] }, 20],
      ['States.ArrayGetItem($.a, 0)', { a: [null] }, null],
      ['States.ArrayGetItem($.a, 999)', { a: [] }, null],
    ],
  ],
  ['States.ArrayLength', [['States.ArrayLength($.a)', { a: [1, 2, 3] }, 3]]],
  [
    'States.ArrayUnique',
    [
      ['States.ArrayUnique($.a)', { a: [1, 2, 3, 3, 3, 4] }, [1, 2, 3, 4]],
      ['States.ArrayUnique($.a)', { a: [{ x: 1 }, { x: 1 }, '1', 1] }, [{ x: 1 }, '1', 1]],
    ],
  ],
  [
    'States.Base64Encode and Base64Decode',
    [
      ['States.Base64Encode($.input)', { input: 'Data to encode' }, 'RGF0YSB0byBlbmNvZGU='],
      ['States.Base64Decode($.base64)', { base64: 'RGVjb2RlZCBkYXRh' }, 'Decoded data'],
      ["States.Base64Encode('ñ')", {}, 'w7E='],
      ["States.Base64Decode('')", {}, ''],
    ],
  ],
  [
    'States.Hash',
    [
      ['States.Hash($.d, $.a)', { d: 'input data', a: 'SHA-1' }, 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
      ["States.Hash('hello', 'MD5')", {}, '5d41402abc4b2a76b9719d911017c592'],
      ["States.Hash('hello', 'SHA-256')", {}, '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'],
      [
        "States.Hash(States.Format('{}:{}', $.a, $.b), 'SHA-256')",
        { a: 'x', b: 'y' },
        '1274e286686b54fe765ec40735665b4bf789cee2a5b22124c5e0491a88e15271',
      ],
    ],
  ],
  [
    'States.JsonMerge',
    [
      [
        'States.JsonMerge($.l, $.r, false)',
        { l: { a: { a1: 1, a2: 2 }, b: 2 }, r: { a: { a3: 1, a4: 2 }, c: 3 } },
        { a: { a3: 1, a4: 2 }, b: 2, c: 3 },
      ],
    ],
  ],
  [
    'States.StringToJson and JsonToString',
    [
      ['States.StringToJson($.s)', { s: '{"foo": "bar"}' }, { foo: 'bar' }],
      ['States.JsonToString($.j)', { j: { foo: 'bar' } }, '{"foo":"bar"}'],
      ["States.StringToJson('1')", {}, 1],
      ['States.JsonToString($.j)', { j: 'x' }, '"x"'],
    ],
  ],
  [
    'States.MathAdd',
    [
      ['States.MathAdd($.value1, $.step)', { value1: 111, step: -1 }, 110],
      ['States.MathAdd(1.6, 2.7)', {}, 5],
      ['States.MathAdd(2147483646, 1)', {}, 2147483647],
      ['States.MathAdd(-2147483648, 0)', {}, -2147483648],
    ],
  ],
  [
    'States.MathRandom',
    [
      ['States.MathRandom($.start, $.end)', { start: 1, end: 999 }, 500],
      ['States.MathRandom(1, 2)', {}, 1],
    ],
  ],
  [
    'States.StringSplit',
    [
      ['States.StringSplit($.s, $.d)', { s: '1,2,3,4,5', d: ',' }, ['1', '2', '3', '4', '5']],
      [
        'States.StringSplit($.s, $.d)',
        { s: 'This.is+a,test=string', d: '.+,=' },
        ['This', 'is', 'a', 'test', 'string'],
      ],
      // The rest is recorded (05-12-2024).
      ["States.StringSplit($.s, ',')", { s: ', , ,' }, [' ', ' ']],
      ["States.StringSplit($.s, ',')", { s: ',,,,' }, []],
      [
        'States.StringSplit($.s, $.d)',
        { s: 'split on T and \nnew line', d: 'T\n' },
        ['split on ', ' and ', 'new line'],
      ],
    ],
  ],
  ['States.UUID', [['States.UUID()', {}, '11111111-2222-4333-8444-555555555555']]],
  [
    'States.Format',
    [
      ["States.Format('Hello, my name is {}.', $.name)", { name: 'Arnav' }, 'Hello, my name is Arnav.'],
      [
        'States.Format($.template, $.name)',
        { template: 'Hello, my name is {}.', name: 'Arnav' },
        'Hello, my name is Arnav.',
      ],
      // Recorded (09-02-2023).
      ["States.Format('Formatting argument {}.', $.v)", { v: null }, 'Formatting argument null.'],
      ["States.Format('Formatting argument {}.', $.v)", { v: 1.1 }, 'Formatting argument 1.1.'],
      ["States.Format('{} {} {}', 'x', 2, true)", {}, 'x 2 true'],
      ["States.Format('no placeholder')", {}, 'no placeholder'],
      ["States.Format('\\{\\} stays, {} goes', 1)", {}, '{} stays, 1 goes'],
      ["States.Format('it\\'s \\\\ {}', 1)", {}, "it's \\ 1"],
      ["States.Format('{}', 'a{b}c')", {}, 'a{b}c'],
      ["States.Format('  {}  ', $.a)", { a: 'ü' }, '  ü  '],
    ],
  ],
])('%s', (_, rows) => {
  test.each(rows)('%s of %j', (expression, input, value) => {
    expect(evaluate(expression, input)).toEqual(value)
  })
})

describe('fails as AWS fails', () => {
  const call = (text: string, detail: string): string =>
    `There was an error while evaluating the intrinsic function: ${text}. ${detail}`

  test.each<[string, Json]>([
    ["States.ArrayLength('x')", {}],
    ['States.ArrayLength()', {}],
    ['States.ArrayContains($.a)', { a: [] }],
    ['States.ArrayGetItem($.a, 3)', { a: [1, 2, 3] }],
    ['States.ArrayGetItem($.a, -1)', { a: [1] }],
    ["States.ArrayGetItem($.a, '1')", { a: [1] }],
    ['States.ArrayPartition($.a, 0)', { a: [1] }],
    ['States.ArrayPartition($.a, 0.6)', { a: [1] }],
    ['States.ArrayPartition($.a, -1)', { a: [1] }],
    ['States.ArrayRange(1, 10, 0)', {}],
    ['States.ArrayRange(1, 10, 0.49)', {}],
    ['States.ArrayRange(1, 1001, 1)', {}],
    ['States.ArrayRange(1, 5)', {}],
    ["States.ArrayRange('a', 5, 1)", {}],
    ['States.ArrayUnique($.a)', { a: {} }],
    ['States.Base64Encode($.s)', { s: 'a'.repeat(10_001) }],
    ['States.Base64Decode($.s)', { s: 'a'.repeat(10_001) }],
    ['States.Base64Encode(1)', {}],
    ['States.Hash($.s, $.s)', { s: 'a'.repeat(10_001) }],
    ["States.Hash('data', 'sha-256')", {}],
    ["States.Hash('data', 'SHA256')", {}],
    ["States.Hash('data')", {}],
    ['States.JsonMerge($.a, $.b, false)', { a: [], b: {} }],
    ['States.JsonMerge($.a, $.b, false)', { a: {}, b: null }],
    ['States.MathAdd(2147483647, 1)', {}],
    ['States.MathAdd(3000000000, 1)', {}],
    ["States.MathAdd('2', 1)", {}],
    ['States.MathAdd(null, 1)', {}],
    ['States.MathAdd(1)', {}],
    ['States.MathRandom(1, 1)', {}],
    ['States.MathRandom(1.4, 1.6)', {}],
    ["States.MathRandom(1, 10, 'seed')", {}],
    ['States.MathRandom(1)', {}],
    ['States.StringSplit($.v, $.d)', { v: 123, d: ',' }],
    ["States.StringSplit('a')", {}],
    ['States.StringToJson($.s)', { s: '{' }],
    ["States.StringToJson('')", {}],
    ['States.StringToJson($.s)', { s: {} }],
    ['States.UUID(1)', {}],
    ['States.JsonToString()', {}],
  ])('%s of %j has invalid arguments', (expression, input) => {
    const name = expression.slice(0, expression.indexOf('('))
    expect(() => evaluate(expression, input)).toThrow(
      expect.objectContaining({ error: 'States.Runtime', cause: call(expression, `Invalid arguments in ${name}`) }),
    )
  })

  test.each([
    [
      "States.Format('{} {}', 1)",
      'Invalid arguments in States.Format: number of arguments do not match the occurrences of {}.',
    ],
    [
      "States.Format('{}', 1, 2)",
      'Invalid arguments in States.Format: number of arguments do not match the occurrences of {}.',
    ],
    ["States.Format('Hello {', 1)", "Invalid template in States.Format: matching '}' not found for '{'."],
    ["States.Format('{{}}', 1)", "Invalid template in States.Format: matching '}' not found for '{'."],
    ['States.JsonMerge($, $, true)', 'Invalid arguments in States.JsonMerge: deep merge is not supported'],
    ['States.Nope()', 'The function States.Nope does not exist.'],
    [
      "States.Hash($.missing, 'MD5')",
      "The JsonPath argument for the field '$.missing' could not be found in the input '{}'",
    ],
  ])('%s says why', (expression, detail) => {
    expect(() => evaluate(expression)).toThrow(
      expect.objectContaining({ error: 'States.Runtime', cause: call(expression, detail) }),
    )
  })

  test.each([
    'States.Array(',
    'States.Array(1,)',
    "States.Array('x)",
    'States.Array(1) tail',
    'Array()',
    'States.Array(x)',
    '',
  ])('refuses the text %j', (expression) => {
    expect(() => evaluate(expression)).toThrow('Invalid intrinsic function')
  })

  test('names the inner function of a nested call', () => {
    expect(() => evaluate("States.Array(States.MathAdd('a', 1))")).toThrow(
      "the intrinsic function: States.MathAdd('a', 1). Invalid arguments in States.MathAdd",
    )
  })
})

test('nests ten functions and no more', () => {
  const nested = (depth: number): string => `${'States.Array('.repeat(depth)}1${')'.repeat(depth)}`
  expect(JSON.stringify(evaluate(nested(10)))).toBe(`${'['.repeat(10)}1${']'.repeat(10)}`)
  expect(() => evaluate(nested(11))).toThrow('more than 10 intrinsic functions are nested')
})

test('keeps __proto__ as data when objects are merged', () => {
  const input: Json = JSON.parse('{"a":{"__proto__":{"polluted":true}},"b":{"x":1}}')
  expect(JSON.stringify(evaluate('States.JsonMerge($.a, $.b, false)', input))).toBe(
    '{"__proto__":{"polluted":true},"x":1}',
  )
  expect(Reflect.get({}, 'polluted')).toBeUndefined()
})

test('draws the same number from the same seed', () => {
  const draw = (): Json => evaluate('States.MathRandom(1, 1000, 42)')
  expect(draw()).toBe(draw())
})

describe('whatever the data', () => {
  test('StringToJson undoes JsonToString', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(evaluate('States.StringToJson(States.JsonToString($))', value as Json)).toEqual(
          JSON.parse(JSON.stringify(value)),
        )
      }),
    )
  })

  test('Base64Decode undoes Base64Encode', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(evaluate('States.Base64Decode(States.Base64Encode($))', text)).toBe(text)
      }),
    )
  })

  test('the parts of ArrayPartition make the array again', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 9 }), (a, n) => {
        const parts = evaluate('States.ArrayPartition($.a, $.n)', { a, n }) as Json[][]
        expect(parts.flat()).toEqual(a)
        expect(parts.every((part) => part.length <= n && part.length > 0)).toBe(true)
      }),
    )
  })

  test('Format writes a string argument into its place unchanged', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(evaluate("States.Format('<{}>', $)", text)).toBe(`<${text}>`)
      }),
    )
  })
})
