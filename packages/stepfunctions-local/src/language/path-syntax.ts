import type { Json } from './json.ts'

/** What a path starts from: `$`, `$$`, `$name`, or `@` inside a filter. */
export type PathRoot =
  | { kind: 'input' }
  | { kind: 'context' }
  | { kind: 'variable'; name: string }
  | { kind: 'current' }

export type Selector =
  | { kind: 'names'; names: readonly string[] }
  | { kind: 'indexes'; indexes: readonly number[] }
  | { kind: 'slice'; from: number | undefined; to: number | undefined }
  | { kind: 'wildcard' }
  | { kind: 'filter'; test: FilterExpression }
  | { kind: 'function'; name: string }

/** `deep` is recursive descent: the selector is tried on the value and on everything below it. */
export interface Segment {
  readonly deep: boolean
  readonly selector: Selector
}

export interface Path {
  readonly root: PathRoot
  readonly segments: readonly Segment[]
}

export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | '=~' | 'in' | 'nin' | 'contains'

export type Operand =
  | { kind: 'path'; path: Path }
  | { kind: 'literal'; value: Json }
  | { kind: 'pattern'; pattern: RegExp }

export type FilterExpression =
  | { kind: 'or'; terms: readonly FilterExpression[] }
  | { kind: 'and'; terms: readonly FilterExpression[] }
  | { kind: 'not'; term: FilterExpression }
  | { kind: 'exists'; path: Path }
  | { kind: 'comparison'; operator: ComparisonOperator; left: Operand; right: Operand }

function isDefiniteSegment({ deep, selector }: Segment): boolean {
  if (deep) return false
  if (selector.kind === 'names') return selector.names.length === 1
  if (selector.kind === 'indexes') return selector.indexes.length === 1
  return selector.kind === 'function'
}

/**
 * A definite path can name one value only and yields it bare; every other path yields an array of matches.
 * A function makes one value of whatever came before it.
 */
export function isDefinitePath({ segments }: Path): boolean {
  const lastFunction = segments.findLastIndex(({ selector }) => selector.kind === 'function')
  return segments.slice(lastFunction + 1).every(isDefiniteSegment)
}

/** The normalised spelling that AWS's messages use: `$['order']['lines'][0]`. */
export function describeSegments(segments: readonly Segment[]): string {
  return segments.reduce((text, { deep, selector }) => `${text}${deep ? '..' : ''}${describeSelector(selector)}`, '$')
}

function describeSelector(selector: Selector): string {
  switch (selector.kind) {
    case 'names':
      return `[${selector.names.map((name) => `'${name}'`).join(',')}]`
    case 'indexes':
      return `[${selector.indexes.join(',')}]`
    case 'slice':
      return `[${selector.from ?? ''}:${selector.to ?? ''}]`
    case 'wildcard':
      return '[*]'
    case 'filter':
      return '[?]'
    case 'function':
      return `.${selector.name}()`
  }
}
