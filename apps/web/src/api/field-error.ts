import type { ProblemCode } from '@countersign/shared/problems'
import { ApiProblem } from './problem.ts'

/**
 * What the service said about one field: an entry of `errors` at or below its JSON Pointer, or the whole problem where
 * its code is about nothing else ("That name is in use").
 */
export function fieldError(error: unknown, pointer: string, ...codes: readonly ProblemCode[]): string | null {
  if (!(error instanceof ApiProblem)) return null
  if (codes.includes(error.code)) return error.problem.detail
  const found = error.problem.errors?.find((each) => each.pointer === pointer || each.pointer.startsWith(`${pointer}/`))
  return found?.message ?? null
}
