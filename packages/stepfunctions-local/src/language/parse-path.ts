import { parseFilter } from './parse-filter.ts'
import type { Path, PathRoot, Segment, Selector } from './path-syntax.ts'
import { TextCursor } from './text-cursor.ts'

/** A name without quotes goes up to the next separator, so that `$.$schema` and `$.@id` are names too. */
const bareName = /[^.[\]()\s,'"*]+/
/** Inside a filter it ends before an operator as well: `@.price>10`. */
const bareNameInFilter = /[^.[\]()\s,'"*&|!=<>~]+/
const variableName = /[\p{L}_][\p{L}\p{N}_]*/u
const integer = /-?\d+/

/** Parses a whole path; throws a SyntaxError that names the position. */
export function parsePath(text: string): Path {
  const cursor = new TextCursor(text)
  const path = parsePathAt(cursor)
  if (!cursor.done) throw cursor.failure(`unexpected '${cursor.peek()}'`)
  return path
}

/** Parses the path that starts at the cursor and leaves the cursor behind it. */
export function parsePathAt(cursor: TextCursor, name = bareName): Path {
  const root = parseRoot(cursor)
  const segments: Segment[] = []
  while (!cursor.done) {
    if (cursor.peek() === '[') segments.push({ deep: false, selector: parseBrackets(cursor) })
    else if (cursor.take('..')) segments.push({ deep: true, selector: parseAfterDots(cursor, name) })
    else if (cursor.take('.')) segments.push({ deep: false, selector: parseAfterDots(cursor, name) })
    else break
  }
  return { root, segments }
}

function parseRoot(cursor: TextCursor): PathRoot {
  if (cursor.take('@')) return { kind: 'current' }
  if (cursor.take('$$')) return { kind: 'context' }
  cursor.expect('$')
  const name = cursor.match(variableName)
  return name === undefined ? { kind: 'input' } : { kind: 'variable', name }
}

function parseAfterDots(cursor: TextCursor, bare: RegExp): Selector {
  if (cursor.peek() === '[') return parseBrackets(cursor)
  if (cursor.take('*')) return { kind: 'wildcard' }
  const name = cursor.match(bare)
  if (name === undefined) throw cursor.failure('a field name is missing')
  return cursor.take('()') ? { kind: 'function', name } : { kind: 'names', names: [name] }
}

function parseBrackets(cursor: TextCursor): Selector {
  cursor.expect('[')
  cursor.skipBlanks()
  const selector = parseInsideBrackets(cursor)
  cursor.skipBlanks()
  cursor.expect(']')
  return selector
}

function parseInsideBrackets(cursor: TextCursor): Selector {
  if (cursor.take('*')) return { kind: 'wildcard' }
  if (cursor.take('?')) return parseFilterSelector(cursor)
  if (cursor.peek() === "'" || cursor.peek() === '"') {
    return { kind: 'names', names: parseList(cursor, () => cursor.quoted()) }
  }
  const first = parseInteger(cursor)
  cursor.skipBlanks()
  if (cursor.take(':')) {
    cursor.skipBlanks()
    return { kind: 'slice', from: first, to: parseInteger(cursor) }
  }
  if (first === undefined) throw cursor.failure('an index, a name, a slice or a filter is missing')
  cursor.skipBlanks()
  const others = cursor.take(',') ? parseList(cursor, () => requireInteger(cursor)) : []
  return { kind: 'indexes', indexes: [first, ...others] }
}

function parseFilterSelector(cursor: TextCursor): Selector {
  cursor.skipBlanks()
  cursor.expect('(')
  const test = parseFilter(cursor, parsePathInFilter)
  cursor.skipBlanks()
  cursor.expect(')')
  return { kind: 'filter', test }
}

function parsePathInFilter(cursor: TextCursor): Path {
  return parsePathAt(cursor, bareNameInFilter)
}

function parseList<Item>(cursor: TextCursor, parseItem: () => Item): Item[] {
  const items: Item[] = []
  do {
    cursor.skipBlanks()
    items.push(parseItem())
    cursor.skipBlanks()
  } while (cursor.take(','))
  return items
}

function parseInteger(cursor: TextCursor): number | undefined {
  const digits = cursor.match(integer)
  return digits === undefined ? undefined : Number(digits)
}

function requireInteger(cursor: TextCursor): number {
  const value = parseInteger(cursor)
  if (value === undefined) throw cursor.failure('an index is missing')
  return value
}
