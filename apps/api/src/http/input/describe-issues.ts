import type { core } from 'zod'

export interface FieldError {
  readonly pointer: string
  readonly message: string
}

/** More would help nobody, and a body of a thousand mistakes must not make an answer of a thousand lines. */
const MAX_ERRORS = 50
/** Longer keys are not named: a task token pasted as a key must not come back. */
const MAX_KEY_CHARACTERS = 48

/** Zod's issues as JSON Pointers and sentences. Values never appear, only places. */
export function describeIssues(issues: readonly core.$ZodIssue[], input: unknown): readonly FieldError[] {
  return issues
    .slice(0, MAX_ERRORS)
    .flatMap((issue) => describe(issue, input, []))
    .slice(0, MAX_ERRORS)
}

function describe(issue: core.$ZodIssue, input: unknown, base: readonly PropertyKey[]): FieldError[] {
  const path = [...base, ...issue.path]
  if (issue.code === 'unrecognized_keys')
    return issue.keys
      .slice(0, MAX_ERRORS)
      .map((key) => ({ pointer: pointer([...path, key]), message: 'is not a known member' }))
  if (issue.code === 'invalid_union') return describeUnion(issue, input, path)
  if (issue.code === 'invalid_key' || issue.code === 'invalid_element')
    return issue.issues.flatMap((inner) => describe({ ...inner, path: [] }, input, path))
  if (issue.code === 'invalid_type' && valueAt(input, path) === undefined)
    return [{ pointer: pointer(path), message: `is required (${issue.expected})` }]
  return [{ pointer: pointer(path), message: issue.message }]
}

/** The branch that came closest: the one that does not fail by type at the top. */
function describeUnion(issue: core.$ZodIssueInvalidUnion, input: unknown, path: readonly PropertyKey[]): FieldError[] {
  const closest = issue.errors.find((branch) =>
    branch.some((inner) => inner.code !== 'invalid_type' || inner.path.length > 0),
  )
  if (closest) return closest.flatMap((inner) => describe(inner, input, path))
  const expected = issue.errors.flatMap((branch) =>
    branch.flatMap((inner) => (inner.code === 'invalid_type' ? [inner.expected] : [])),
  )
  return [{ pointer: pointer(path), message: `must be ${expected.join(' or ')}` }]
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = Reflect.get(value, key)
  }
  return value
}

/** RFC 6901. */
function pointer(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${escapeKey(String(key))}`).join('')
}

function escapeKey(key: string): string {
  if (key.length > MAX_KEY_CHARACTERS) return '…'
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}
