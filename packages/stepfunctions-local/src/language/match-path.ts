import { isJsonObject, type Json } from './json.ts'
import { type PathDocuments, passesFilter } from './passes-filter.ts'
import { applyPathFunction } from './path-functions.ts'
import { PathNotFoundError } from './path-not-found-error.ts'
import { describeSegments, type Path, type Segment, type Selector } from './path-syntax.ts'

/**
 * All matches in document order.
 * While the path is definite a missing step is an error; once it has become indefinite, values that
 * the next step does not fit are left out, and no match at all is an empty list.
 */
export function matchPath(path: Path, documents: PathDocuments): Json[] {
  let matches: Json[] = [path.root.kind === 'current' ? documents.current : documents.root]
  let definite = true
  for (const [index, segment] of path.segments.entries()) {
    const { selector } = segment
    if (selector.kind === 'function') {
      matches = [applyPathFunction(selector.name, definite ? (matches[0] ?? null) : matches)]
      definite = true
      continue
    }
    const nodes = segment.deep ? matches.flatMap(withDescendants) : matches
    const strict: boolean = definite && !segment.deep
    const [only] = nodes
    if (strict && only !== undefined) refuseWrongKind(only, path.segments, index)
    const found = nodes.flatMap((node) => select(node, selector, documents.root))
    const single: boolean = strict && isSingle(selector)
    if (single && found.length === 0) throw missing(path.segments, index)
    matches = found
    definite = single
  }
  return matches
}

function isSingle(selector: Selector): boolean {
  if (selector.kind === 'names') return selector.names.length === 1
  return selector.kind === 'indexes' && selector.indexes.length === 1
}

function select(node: Json, selector: Selector, root: Json): Json[] {
  switch (selector.kind) {
    case 'names':
      return isJsonObject(node)
        ? selector.names.flatMap((name) => (Object.hasOwn(node, name) ? present(node[name]) : []))
        : []
    case 'indexes':
      return Array.isArray(node) ? selector.indexes.flatMap((index) => present(node.at(index))) : []
    case 'slice':
      return Array.isArray(node) ? node.slice(selector.from, selector.to) : []
    case 'wildcard':
      return children(node)
    case 'filter': {
      const candidates = Array.isArray(node) ? node : [node]
      return candidates.filter((current) => passesFilter(selector.test, { root, current }, matchPath))
    }
    case 'function':
      return []
  }
}

function present(value: Json | undefined): Json[] {
  return value === undefined ? [] : [value]
}

function children(node: Json): Json[] {
  if (Array.isArray(node)) return node
  return isJsonObject(node) ? Object.values(node) : []
}

function withDescendants(node: Json): Json[] {
  return [node, ...children(node).flatMap(withDescendants)]
}

function missing(segments: readonly Segment[], index: number): PathNotFoundError {
  const where = describeSegments(segments.slice(0, index + 1))
  return new PathNotFoundError(
    index === segments.length - 1 ? `No results for path: ${where}` : `Missing property in path ${where}`,
  )
}

function refuseWrongKind(node: Json, segments: readonly Segment[], index: number): void {
  const selector = segments[index]?.selector
  const where = describeSegments(segments.slice(0, index))
  if (selector?.kind === 'names' && !isJsonObject(node)) {
    const property = describeSegments(segments.slice(index, index + 1)).slice(1)
    throw new PathNotFoundError(
      `Expected to find an object with property ${property} in path ${where} but found '${kindOf(node)}'.`,
    )
  }
  if ((selector?.kind === 'indexes' || selector?.kind === 'slice') && !Array.isArray(node)) {
    const filter = describeSegments(segments.slice(index, index + 1)).slice(1)
    throw new PathNotFoundError(
      node === null
        ? `The path ${where} is null`
        : `Filter: ${filter} can only be applied to arrays. Current context is: ${JSON.stringify(node)}`,
    )
  }
}

function kindOf(node: Json): string {
  if (node === null) return 'null'
  return Array.isArray(node) ? 'array' : typeof node
}
