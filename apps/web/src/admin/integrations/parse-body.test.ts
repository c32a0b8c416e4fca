import { expect, test } from 'vitest'
import { parseBody } from './parse-body.ts'

test('any JSON is a body, also a bare value', () => {
  expect(parseBody('{"a":[1]}')).toEqual({ kind: 'json', value: { a: [1] } })
  expect(parseBody(' null ')).toEqual({ kind: 'json', value: null })
})

test('nothing pasted is not a mistake', () => {
  expect(parseBody(' \n')).toEqual({ kind: 'empty' })
})

test('says on which line it stops being JSON', () => {
  expect(parseBody('{\n  "a": 1,\n  b\n}')).toEqual({ kind: 'wrong', sentence: 'This is not JSON: look at line 3.' })
  expect(parseBody('{')).toMatchObject({ kind: 'wrong' })
})
