import { isJsonObject, type Json } from './json.ts'
import { matchPath } from './match-path.ts'
import { parsePath } from './parse-path.ts'
import { PathNotFoundError } from './path-not-found-error.ts'
import { isDefinitePath, type Path, type PathRoot } from './path-syntax.ts'
import type { Scope } from './scope.ts'
import { StatesError } from './states-error.ts'

/**
 * The value at a path: `$` is the state's input, `$$` the context object, `$name` a variable.
 * A definite path yields one value, any other an array of its matches (AWS docs, "Using JSONPath paths").
 * Without a value it fails as AWS does for TimeoutSecondsPath (recorded 02-01-2025); nothing catches States.Runtime.
 */
export function readPath(path: string, scope: Scope): Json {
  try {
    return evaluate(path, scope)
  } catch (error) {
    if (!isPathFailure(error)) throw error
    throw new StatesError('States.Runtime', `Invalid path '${path}' : ${error.message}`)
  }
}

/** The same, with undefined for a path that has no value: for callers that have their own words for it. */
export function findPath(path: string, scope: Scope): Json | undefined {
  try {
    return evaluate(path, scope)
  } catch (error) {
    if (!isPathFailure(error)) throw error
    return undefined
  }
}

/** The document a path starts in: what AWS quotes as "the input" when the path has no value there. */
export function documentOf(path: string, scope: Scope): Json {
  return path.startsWith('$$') ? scope.context : scope.input
}

function evaluate(text: string, scope: Scope): Json {
  const path = parsePath(text)
  const root = rootDocument(path.root, scope)
  if (root === undefined) throw new PathNotFoundError(`No results for path: ${text}`)
  const matches = matchPath(path, { root, current: root })
  return isDefinitePath(path) ? (matches[0] ?? null) : matches
}

function rootDocument(root: PathRoot, scope: Scope): Json | undefined {
  switch (root.kind) {
    case 'context':
      return scope.context
    case 'variable':
      return Object.hasOwn(scope.variables, root.name) ? scope.variables[root.name] : undefined
    default:
      return scope.input
  }
}

function isPathFailure(error: unknown): error is Error {
  return error instanceof PathNotFoundError || error instanceof SyntaxError
}

/**
 * A copy of `target` with `value` at a reference path, as ResultPath does: missing fields are made, a field on the way
 * that is not an object stops it. AWS's documentation calls that States.ResultPathMatchFailure; running executions
 * report States.ReferencePathConflict, which is used here (docs/decisions/0008).
 */
export function writeReferencePath(target: Json, path: string, value: Json): Json {
  return writeStep(target, referenceSteps(path), value)
}

/** The value at a reference path, as ItemsPath reads it. */
export function readReferencePath(path: string, scope: Scope): Json {
  const parsed = parsePath(path)
  let value = rootDocument(parsed.root, scope) ?? null
  for (const step of stepsOf(parsed, path)) {
    const next = fieldAt(value, step)
    if (next === undefined) throw conflict(step, value)
    value = next
  }
  return value
}

function writeStep(target: Json, steps: readonly (string | number)[], value: Json): Json {
  const [step, ...rest] = steps
  if (step === undefined) return value
  if (typeof step === 'number') {
    const item = fieldAt(target, step)
    if (item === undefined || !Array.isArray(target)) throw conflict(step, target)
    return target.with(step, writeStep(item, rest, value))
  }
  if (!isJsonObject(target)) throw conflict(step, target)
  const field = fieldAt(target, step)
  return { ...target, [step]: writeStep(field === undefined ? {} : field, rest, value) }
}

function fieldAt(value: Json, step: string | number): Json | undefined {
  if (typeof step === 'number') return Array.isArray(value) ? value[step] : undefined
  return isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined
}

function referenceSteps(path: string): (string | number)[] {
  return stepsOf(parsePath(path), path)
}

function stepsOf(path: Path, text: string): (string | number)[] {
  return path.segments.map(({ deep, selector }) => {
    if (!deep && selector.kind === 'names' && selector.names.length === 1) return selector.names[0] ?? ''
    if (!deep && selector.kind === 'indexes' && selector.indexes.length === 1) return selector.indexes[0] ?? 0
    throw new StatesError('States.Runtime', `Invalid path '${text}' : not a reference path`)
  })
}

function conflict(step: string | number, target: Json): StatesError {
  return new StatesError(
    'States.ReferencePathConflict',
    `Unable to apply step "${step}" to input ${JSON.stringify(target)}`,
  )
}
