import { expect, test } from 'vitest'
import { diffJson } from './diff-json.ts'

test('names each leaf that differs by its path', () => {
  expect(diffJson({ a: 1, b: { c: [1, 2] } }, { a: 2, b: { c: [1, 3] } })).toEqual([
    { path: 'a', from: 1, to: 2 },
    { path: 'b.c[1]', from: 2, to: 3 },
  ])
})

test('tells absent from null', () => {
  expect(diffJson({ a: null }, { b: null })).toEqual([
    { path: 'b', from: undefined, to: null },
    { path: 'a', from: null, to: undefined },
  ])
})

test('shows a changed shape as a whole', () => {
  expect(diffJson({ a: [1] }, { a: { 0: 1 } })).toEqual([{ path: 'a', from: [1], to: { 0: 1 } }])
})

test('finds nothing between equal values', () => {
  expect(diffJson({ a: [{ b: 'x' }] }, { a: [{ b: 'x' }] })).toEqual([])
})

test('does not read members of the prototype', () => {
  expect(diffJson({}, JSON.parse('{"__proto__": {"x": 1}}'))).toEqual([
    { path: '__proto__', from: undefined, to: { x: 1 } },
  ])
})
