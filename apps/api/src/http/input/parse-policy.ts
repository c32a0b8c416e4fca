import type { PolicyText } from '@countersign/shared/policies'
import { policyDocument } from '@countersign/shared/policy-document'
import type { PolicyTexts } from '../../ports/policies.ts'
import type { WrittenPolicy } from '../../use-cases/policies/check-policy.ts'
import { ProblemError } from '../to-problem.ts'
import { describeIssues } from './describe-issues.ts'

/**
 * A policy as it was sent, a document or its text, as a document with its defaults written out.
 * @param base pointer of the policy in the body: what is wrong in it is named by its place below that
 */
export function parsePolicy(texts: PolicyTexts, text: PolicyText, base: string): WrittenPolicy {
  const { note = null } = text
  if (!('source' in text)) return { ...check(text.document, `${base}/document`, () => undefined), source: null, note }
  const { source } = text
  const read = texts.read(source)
  if (read.kind === 'faults')
    throw invalid(read.errors.map((error) => ({ ...error, pointer: `${base}/source${error.pointer}` })))
  return { ...check(read.value, `${base}/source`, read.lineOf), source, note }
}

function check(
  value: unknown,
  base: string,
  lineOf: (pointer: string) => number | undefined,
): Pick<WrittenPolicy, 'document' | 'faultAt'> {
  const faultAt: WrittenPolicy['faultAt'] = (pointer, message) => {
    const line = lineOf(pointer)
    return { pointer: `${base}${pointer}`, message, ...(line === undefined ? {} : { line }) }
  }
  const result = policyDocument.safeParse(value)
  if (result.success) return { document: result.data, faultAt }
  throw invalid(describeIssues(result.error.issues, value).map(({ pointer, message }) => faultAt(pointer, message)))
}

const invalid = (errors: ReturnType<WrittenPolicy['faultAt']>[]): ProblemError =>
  new ProblemError({
    code: 'invalid-request',
    detail: 'The policy does not match its contract: see errors, and /v1/policies/schema.json for the whole of it.',
    errors,
  })
