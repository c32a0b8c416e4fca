import { isJsonObject, type Json, jsonEquals } from './json.ts'
import { PathNotFoundError } from './path-not-found-error.ts'
import { type FilterExpression, isDefinitePath, type Operand, type Path } from './path-syntax.ts'

/** `root` is `$` of the path, also inside its filters; `current` is `@`. */
export interface PathDocuments {
  readonly root: Json
  readonly current: Json
}

/** Finds what a path inside the filter names; handed in, because paths hold filters and filters hold paths. */
type MatchPath = (path: Path, documents: PathDocuments) => Json[]

/** Whether the filter takes `documents.current`. A path without a value makes its comparison false, never an error. */
export function passesFilter(test: FilterExpression, documents: PathDocuments, matchPath: MatchPath): boolean {
  switch (test.kind) {
    case 'or':
      return test.terms.some((term) => passesFilter(term, documents, matchPath))
    case 'and':
      return test.terms.every((term) => passesFilter(term, documents, matchPath))
    case 'not':
      return !passesFilter(test.term, documents, matchPath)
    case 'exists':
      return valueAt(test.path, documents, matchPath) !== undefined
    case 'comparison': {
      const left = resolve(test.left, documents, matchPath)
      if (test.operator === '=~') {
        return test.right.kind === 'pattern' && typeof left === 'string' && test.right.pattern.test(left)
      }
      return compare(test.operator, left, resolve(test.right, documents, matchPath))
    }
  }
}

function compare(operator: string, left: Json | undefined, right: Json | undefined): boolean {
  switch (operator) {
    case '==':
      return left !== undefined && right !== undefined && jsonEquals(left, right)
    case '!=':
      return left === undefined || right === undefined || !jsonEquals(left, right)
    case 'in':
      return Array.isArray(right) && contains(right, left)
    case 'nin':
      return !compare('in', left, right)
    case 'contains':
      return contains(left, right)
    default:
      return ordered(operator, left, right)
  }
}

function contains(list: Json | undefined, item: Json | undefined): boolean {
  if (typeof list === 'string') return typeof item === 'string' && list.includes(item)
  return Array.isArray(list) && item !== undefined && list.some((entry) => jsonEquals(entry, item))
}

function ordered(operator: string, left: Json | undefined, right: Json | undefined): boolean {
  const order = orderOf(left, right)
  if (order === undefined) return false
  if (operator === '<') return order < 0
  if (operator === '<=') return order <= 0
  if (operator === '>') return order > 0
  return order >= 0
}

/** Numbers compare with numbers and strings with strings; anything else has no order. */
function orderOf(left: Json | undefined, right: Json | undefined): number | undefined {
  if (typeof left === 'number' && typeof right === 'number') return left - right
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : Number(left > right)
  return undefined
}

function resolve(operand: Operand, documents: PathDocuments, matchPath: MatchPath): Json | undefined {
  if (operand.kind === 'literal') return operand.value
  return operand.kind === 'path' ? valueAt(operand.path, documents, matchPath) : undefined
}

function valueAt(path: Path, documents: PathDocuments, matchPath: MatchPath): Json | undefined {
  // A candidate without fields cannot have any of the path's, whatever the engine would say about its kind.
  if (path.root.kind === 'current' && path.segments.length > 0 && !isContainer(documents.current)) return undefined
  try {
    const matches = matchPath(path, documents)
    return isDefinitePath(path) ? matches[0] : matches
  } catch (error) {
    if (error instanceof PathNotFoundError) return undefined
    throw error
  }
}

function isContainer(value: Json): boolean {
  return isJsonObject(value) || Array.isArray(value)
}
