import type { Json } from './json.ts'
import type { ComparisonOperator, FilterExpression, Operand, Path } from './path-syntax.ts'
import type { TextCursor } from './text-cursor.ts'

/** Longest first, so that `<=` is not read as `<`. */
const symbols: readonly ComparisonOperator[] = ['==', '!=', '<=', '>=', '=~', '<', '>']
const words: readonly ComparisonOperator[] = ['in', 'nin', 'contains']
const number = /-?\d+(\.\d+)?([eE][-+]?\d+)?/

/** Reads the paths inside a filter; handed in, because paths hold filters and filters hold paths. */
type ParsePath = (cursor: TextCursor) => Path

/** The expression inside `?( … )`; the cursor stands behind it afterwards. Nothing here is ever run as code. */
export function parseFilter(cursor: TextCursor, parsePath: ParsePath): FilterExpression {
  const terms = [parseConjunction(cursor, parsePath)]
  while (takeSymbol(cursor, '||')) terms.push(parseConjunction(cursor, parsePath))
  const [only] = terms
  return terms.length === 1 && only !== undefined ? only : { kind: 'or', terms }
}

function parseConjunction(cursor: TextCursor, parsePath: ParsePath): FilterExpression {
  const terms = [parseTerm(cursor, parsePath)]
  while (takeSymbol(cursor, '&&')) terms.push(parseTerm(cursor, parsePath))
  const [only] = terms
  return terms.length === 1 && only !== undefined ? only : { kind: 'and', terms }
}

function parseTerm(cursor: TextCursor, parsePath: ParsePath): FilterExpression {
  if (takeSymbol(cursor, '!')) return { kind: 'not', term: parseTerm(cursor, parsePath) }
  if (takeSymbol(cursor, '(')) {
    const inner = parseFilter(cursor, parsePath)
    cursor.skipBlanks()
    cursor.expect(')')
    return inner
  }
  const left = parseOperand(cursor, parsePath)
  const operator = takeOperator(cursor)
  if (operator !== undefined) return { kind: 'comparison', operator, left, right: parseOperand(cursor, parsePath) }
  if (left.kind !== 'path') throw cursor.failure('a filter tests a path, as in @.price')
  return { kind: 'exists', path: left.path }
}

function takeSymbol(cursor: TextCursor, symbol: string): boolean {
  cursor.skipBlanks()
  return cursor.take(symbol)
}

function takeOperator(cursor: TextCursor): ComparisonOperator | undefined {
  cursor.skipBlanks()
  const symbol = symbols.find((candidate) => cursor.take(candidate))
  if (symbol !== undefined) return symbol
  const start = cursor.position
  const word = cursor.match(/[a-z]+/i)?.toLowerCase()
  const operator = words.find((candidate) => candidate === word)
  if (operator === undefined) cursor.position = start
  return operator
}

function parseOperand(cursor: TextCursor, parsePath: ParsePath): Operand {
  cursor.skipBlanks()
  const next = cursor.peek()
  if (next === '@' || next === '$') return { kind: 'path', path: parsePath(cursor) }
  if (next === '/') return { kind: 'pattern', pattern: parsePattern(cursor) }
  return { kind: 'literal', value: parseLiteral(cursor) }
}

function parseLiteral(cursor: TextCursor): Json {
  const next = cursor.peek()
  if (next === "'" || next === '"') return cursor.quoted()
  if (next === '[') return parseLiteralList(cursor)
  const digits = cursor.match(number)
  if (digits !== undefined) return Number(digits)
  if (cursor.match(/true\b/) !== undefined) return true
  if (cursor.match(/false\b/) !== undefined) return false
  if (cursor.match(/null\b/) !== undefined) return null
  throw cursor.failure('a value is missing')
}

function parseLiteralList(cursor: TextCursor): Json[] {
  cursor.expect('[')
  const items: Json[] = []
  cursor.skipBlanks()
  while (cursor.peek() !== ']') {
    items.push(parseLiteral(cursor))
    cursor.skipBlanks()
    if (!cursor.take(',')) break
    cursor.skipBlanks()
  }
  cursor.expect(']')
  return items
}

function parsePattern(cursor: TextCursor): RegExp {
  const text = cursor.match(/\/(?:[^/\\]|\\.)+\/[imsu]*/)
  if (text === undefined) throw cursor.failure('the pattern is not closed')
  const end = text.lastIndexOf('/')
  return new RegExp(text.slice(1, end), text.slice(end + 1))
}
