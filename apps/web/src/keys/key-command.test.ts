import { expect, test } from 'vitest'
import { type KeyPlace, type KeyPress, keyCommand } from './key-command.ts'

const press = (key: string, part: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrl: false,
  alt: false,
  shift: false,
  repeat: false,
  composing: false,
  ...part,
})
const command = (key: string, place: KeyPlace = 'page', part: Partial<KeyPress> = {}) =>
  keyCommand(press(key, part), place, null).command

test.each([
  ['j', 'next'],
  ['ArrowUp', 'previous'],
  ['a', 'approve'],
  ['r', 'reject'],
  ['z', 'undo'],
  ['3', 'pick-3'],
  ['s', 'reveal'],
  ['?', 'help'],
])('%s asks for %s', (key, expected) => {
  expect(command(key)).toBe(expected)
})

test('keys are text while typing, except the way out', () => {
  for (const key of ['a', 'r', 'j', '1', '?', 'Enter']) expect(command(key, 'typing')).toBeNull()
  expect(command('Escape', 'typing')).toBe('back')
})

test('Ctrl or Cmd with Enter sends, also from a text field', () => {
  expect(command('Enter', 'typing', { ctrl: true })).toBe('send')
})

test('a focused button keeps Enter and Space, other keys still work', () => {
  expect(command('Enter', 'control')).toBeNull()
  expect(command(' ', 'control')).toBeNull()
  expect(command('j', 'control')).toBe('next')
})

test('a radio button keeps its arrows and lets digits pick', () => {
  expect(command('ArrowDown', 'choice')).toBeNull()
  expect(command('a', 'choice')).toBeNull()
  expect(command('2', 'choice')).toBe('pick-2')
})

test('nothing fires in a dialog, during composition, or with Ctrl or Alt', () => {
  expect(command('a', 'dialog')).toBeNull()
  expect(command('a', 'page', { composing: true })).toBeNull()
  expect(command('a', 'page', { ctrl: true })).toBeNull()
  expect(command('a', 'page', { alt: true })).toBeNull()
})

test('a held key walks the list but never arms, commits or undoes', () => {
  expect(command('j', 'page', { repeat: true })).toBe('next')
  for (const key of ['a', 'r', 'Enter', 'z']) expect(command(key, 'page', { repeat: true })).toBeNull()
  expect(command('Enter', 'page', { repeat: true, ctrl: true })).toBeNull()
})

test('g waits for its second key', () => {
  expect(keyCommand(press('g'), 'page', null)).toEqual({ command: null, prefix: 'g' })
  expect(keyCommand(press('h'), 'page', 'g')).toEqual({ command: 'go-done', prefix: null })
  expect(keyCommand(press('a'), 'page', 'g')).toEqual({ command: null, prefix: null })
})
