import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from './json.ts'
import { findPath, readPath, readReferencePath, writeReferencePath } from './jsonpath.ts'
import type { Scope } from './scope.ts'

const order: Json = {
  id: 'o-1',
  total: 0,
  note: null,
  'ship-to': { city: 'Zürich', 'post.code': '8001' },
  名前: '山田',
  lines: [
    { sku: 'a', price: 5, tags: ['x', 'y'] },
    { sku: 'b', price: 15, gift: true, tags: [] },
    { sku: 'c', price: 25 },
  ],
  $schema: 's',
  meta: { '@id': 7, 'a=b': 8, 'x&y': 9 },
  odd: { 'a,b': 1, '*': 2, '~': 3, '^x': 4, "it's": 5, '[0]': 6, '': 7 },
}

function scopeWith(input: Json): Scope {
  return { input, context: { Task: { Token: 'AAAA+/=' } }, variables: { limit: 20, cart: { items: [1, 2] } } }
}

const scope = scopeWith(order)

describe('a definite path', () => {
  test.each<[string, Json]>([
    ['$', order],
    ['$.id', 'o-1'],
    ['$.total', 0],
    ['$.note', null],
    ['$.ship-to.city', 'Zürich'],
    ["$.ship-to['post.code']", '8001'],
    ['$["ship-to"]["city"]', 'Zürich'],
    ['$.名前', '山田'],
    ['$.$schema', 's'],
    ['$.meta.@id', 7],
    ['$.meta.a=b', 8],
    ['$.meta.x&y', 9],
    ['$.lines[1].sku', 'b'],
    ['$.lines[-1].sku', 'c'],
    ['$.lines[0].tags', ['x', 'y']],
    ['$.lines[1].tags', []],
    ["$.odd['a,b']", 1],
    ["$.odd['*']", 2],
    ["$.odd['~']", 3],
    ["$.odd['^x']", 4],
    ["$.odd['it\\'s']", 5],
    ["$.odd['[0]']", 6],
    ["$.odd['']", 7],
    ['$$.Task.Token', 'AAAA+/='],
    ['$limit', 20],
    ['$cart.items[1]', 2],
    ['$.lines.length()', 3],
    ['$.id.length()', 3],
  ])('%s is one bare value', (path, value) => {
    expect(readPath(path, scope)).toEqual(value)
  })

  test.each<[Json]>([[0], [false], [''], [null], [[]]])('finds the root when the whole document is %j', (input) => {
    expect(readPath('$', scopeWith(input))).toEqual(input)
  })

  test.each([
    ['$.missing', "Invalid path '$.missing' : No results for path: $['missing']"],
    ['$.ship-to.zip', "Invalid path '$.ship-to.zip' : No results for path: $['ship-to']['zip']"],
    ['$.missing.deeper', "Invalid path '$.missing.deeper' : Missing property in path $['missing']"],
    ['$.lines[9]', "Invalid path '$.lines[9]' : No results for path: $['lines'][9]"],
    [
      '$.id.length',
      "Invalid path '$.id.length' : Expected to find an object with property ['length'] in path $['id'] but found 'string'.",
    ],
    ['$.note[0]', "Invalid path '$.note[0]' : The path $['note'] is null"],
    ['$.total[0]', "Invalid path '$.total[0]' : Filter: [0] can only be applied to arrays. Current context is: 0"],
    ['$nobody', "Invalid path '$nobody' : No results for path: $nobody"],
  ])('%s without a value fails as AWS fails', (path, cause) => {
    // The sentence of the first row is recorded for TimeoutSecondsPath (02-01-2025).
    expect(() => readPath(path, scope)).toThrow(expect.objectContaining({ error: 'States.Runtime', cause }))
    expect(findPath(path, scope)).toBeUndefined()
  })

  test('does not see what an object inherits', () => {
    expect(findPath('$.constructor', scope)).toBeUndefined()
    expect(findPath('$.__proto__', scope)).toBeUndefined()
    expect(findPath('$toString', scope)).toBeUndefined()
  })
})

describe('an indefinite path', () => {
  test.each<[string, Json]>([
    ['$.lines[*].sku', ['a', 'b', 'c']],
    ['$.lines[0,2].sku', ['a', 'c']],
    ['$.lines[0:2].sku', ['a', 'b']],
    ['$.lines[:1].sku', ['a']],
    ['$.lines[-2:].sku', ['b', 'c']],
    ['$..sku', ['a', 'b', 'c']],
    ['$.lines..tags[*]', ['x', 'y']],
    ["$.lines[0]['sku','price']", ['a', 5]],
    ['$.lines[?(@.price > 10)].sku', ['b', 'c']],
    ['$.lines[?(@.price>=5 && @.price<25)].sku', ['a', 'b']],
    ["$.lines[?(@.sku == 'a' || @.gift)].sku", ['a', 'b']],
    ['$.lines[?(!@.gift)].sku', ['a', 'c']],
    ['$.lines[?(!(@.price > 10 && @.gift == true))].sku', ['a', 'c']],
    ["$.lines[?(@.sku in ['a', 'c'])].sku", ['a', 'c']],
    ["$.lines[?(@.sku nin ['a'])].sku", ['b', 'c']],
    ['$.lines[?(@.gift nin [true])].sku', ['a', 'c']],
    ["$.lines[?(@.sku in 'abc')].sku", []],
    ["$.lines[?(@.tags contains 'x')].sku", ['a']],
    ['$.lines[?(@.sku =~ /^[AB]$/i)].sku', ['a', 'b']],
    ['$.lines[?(@.price > $.lines[0].price)].sku', ['b', 'c']],
    ['$.lines[?(@.price != 5)].sku', ['b', 'c']],
    ["$.lines[?(@.price > '1')].sku", []],
    ['$.lines[?(@.nothing > 1)]', []],
    ['$.lines[*].missing', []],
    ['$.odd.*', [1, 2, 3, 4, 5, 6, 7]],
    ['$.lines[*].price.sum()', 45],
    ['$.lines[*].price.max()', 25],
  ])('%s is the list of its matches', (path, value) => {
    expect(readPath(path, scope)).toEqual(value)
  })

  test('still fails while its beginning is definite', () => {
    expect(() => readPath('$.missing[*].x', scope)).toThrow("Missing property in path $['missing']")
  })

  test('takes one match for a list too', () => {
    expect(readPath("$.lines[?(@.sku == 'b')].price", scope)).toEqual([15])
  })
})

test.each([
  '',
  'id',
  '$.',
  '$..',
  '$.[',
  '$.lines[',
  '$.lines[?(',
  '$.lines[?(@.x >)]',
  '$.a b',
  "$['a",
  '$.a()b',
  '$.nope()',
  '$.lines[x]',
])('refuses %j as a path', (path) => {
  expect(() => readPath(path, scope)).toThrow(expect.objectContaining({ error: 'States.Runtime' }))
})

test('never runs a filter as code', () => {
  for (const code of ['constructor.constructor("throw 1")()', '@.constructor("x")', 'process.exit()']) {
    expect(() => readPath(`$.lines[?(${code})]`, scope)).toThrow('Invalid path')
  }
})

describe('writing at a reference path', () => {
  test.each<[string, Json, string, Json, Json]>([
    ['replaces everything at $', { a: 1 }, '$', 'new', 'new'],
    ['adds a field', { a: 1 }, '$.b', 2, { a: 1, b: 2 }],
    ['replaces a field', { a: 1 }, '$.a', { b: 2 }, { a: { b: 2 } }],
    ['makes the fields on the way', {}, '$.a.b.c', 1, { a: { b: { c: 1 } } }],
    ['keeps what stands beside it', { a: { x: 1 } }, '$.a.y', 2, { a: { x: 1, y: 2 } }],
    ['replaces an item of a list', { l: [1, 2] }, '$.l[1]', 9, { l: [1, 9] }],
    ['goes through an item of a list', { l: [{ a: 1 }] }, '$.l[0].b', 2, { l: [{ a: 1, b: 2 }] }],
    ['takes a quoted name', {}, "$['a.b']", 1, { 'a.b': 1 }],
  ])('%s', (_, target, path, value, expected) => {
    expect(writeReferencePath(target, path, value)).toEqual(expected)
  })

  test.each<[string, Json, string, string]>([
    ['a list as the whole input', [1], '$.error', 'Unable to apply step "error" to input [1]'],
    ['a string on the way', { a: 'x' }, '$.a.b', 'Unable to apply step "b" to input "x"'],
    ['null on the way', { a: null }, '$.a.b', 'Unable to apply step "b" to input null'],
    ['an index outside the list', { l: [1] }, '$.l[1]', 'Unable to apply step "1" to input [1]'],
    ['an index into an object', { l: {} }, '$.l[0]', 'Unable to apply step "0" to input {}'],
  ])('stops at %s', (_, target, path, cause) => {
    expect(() => writeReferencePath(target, path, 1)).toThrow(
      expect.objectContaining({ error: 'States.ReferencePathConflict', cause }),
    )
  })

  test('keeps dangerous names as plain data', () => {
    const written = writeReferencePath({}, "$['__proto__'].polluted", true)
    expect(Object.keys(written as object)).toEqual(['__proto__'])
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })

  const name = fc.string({ minLength: 1, unit: 'grapheme' })
  const quote = (key: string): string => `['${key.replace(/[\\']/g, '\\$&')}']`

  test('and reading there gives the value back, whatever the names', () => {
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), fc.jsonValue(), (names, value) => {
        const path = `$${names.map(quote).join('')}`
        const written = writeReferencePath({ kept: 1 }, path, value as Json)
        expect(readReferencePath(path, scopeWith(written))).toEqual(value)
        expect(readPath(path, scopeWith(written))).toEqual(value)
      }),
    )
  })

  test('leaves the original as it was', () => {
    fc.assert(
      fc.property(fc.dictionary(name, fc.jsonValue()), fc.jsonValue(), (target, value) => {
        const before = structuredClone(target)
        writeReferencePath(target as Json, '$.added', value as Json)
        expect(target).toEqual(before)
      }),
    )
  })
})

test('reading a reference path without a value names the step', () => {
  expect(() => readReferencePath('$.chunks', scopeWith({ other: 1 }))).toThrow(
    expect.objectContaining({
      error: 'States.ReferencePathConflict',
      cause: 'Unable to apply step "chunks" to input {"other":1}',
    }),
  )
})
