import { parsePathAt } from './parse-path.ts'
import { TextCursor } from './text-cursor.ts'

export type IntrinsicArgument =
  | { kind: 'literal'; value: null | boolean | number }
  /** `raw` still holds its backslashes: States.Format must tell `\{` from `{`. */
  | { kind: 'string'; raw: string }
  | { kind: 'path'; text: string }
  | IntrinsicCall

export interface IntrinsicCall {
  readonly kind: 'call'
  readonly name: string
  readonly text: string
  readonly args: readonly IntrinsicArgument[]
}

/** AWS docs, "Intrinsic functions": up to ten may be nested in one field. */
const maxNesting = 10

const functionName = /States\.[A-Za-z0-9]+/
const number = /-?\d+(\.\d+)?([eE][-+]?\d+)?/

export function parseIntrinsic(text: string): IntrinsicCall {
  const cursor = new TextCursor(text.trim())
  const call = parseCall(cursor, 1)
  cursor.skipBlanks()
  if (!cursor.done) throw cursor.failure(`unexpected '${cursor.peek()}'`)
  return call
}

function parseCall(cursor: TextCursor, nesting: number): IntrinsicCall {
  if (nesting > maxNesting) throw cursor.failure(`more than ${maxNesting} intrinsic functions are nested`)
  const start = cursor.position
  const name = cursor.match(functionName)
  if (name === undefined) throw cursor.failure('an intrinsic function is missing')
  cursor.skipBlanks()
  cursor.expect('(')
  const args: IntrinsicArgument[] = []
  cursor.skipBlanks()
  if (!cursor.take(')')) {
    do {
      cursor.skipBlanks()
      args.push(parseArgument(cursor, nesting))
      cursor.skipBlanks()
    } while (cursor.take(','))
    cursor.expect(')')
  }
  return { kind: 'call', name, text: cursor.text.slice(start, cursor.position), args }
}

function parseArgument(cursor: TextCursor, nesting: number): IntrinsicArgument {
  if (cursor.peek() === "'") return { kind: 'string', raw: parseRawString(cursor) }
  if (cursor.peek() === '$') return { kind: 'path', text: parsePathText(cursor) }
  if (cursor.startsWith('States.')) return parseCall(cursor, nesting + 1)
  const digits = cursor.match(number)
  if (digits !== undefined) return { kind: 'literal', value: Number(digits) }
  if (cursor.match(/true\b/) !== undefined) return { kind: 'literal', value: true }
  if (cursor.match(/false\b/) !== undefined) return { kind: 'literal', value: false }
  if (cursor.match(/null\b/) !== undefined) return { kind: 'literal', value: null }
  throw cursor.failure('an argument is missing')
}

function parseRawString(cursor: TextCursor): string {
  const raw = cursor.match(/'(?:[^'\\]|\\[\s\S])*'/)
  if (raw === undefined) throw cursor.failure('the string is not closed')
  return raw.slice(1, -1)
}

function parsePathText(cursor: TextCursor): string {
  const start = cursor.position
  parsePathAt(cursor)
  return cursor.text.slice(start, cursor.position)
}
