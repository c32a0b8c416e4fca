import type { Case, Form, Outcome } from '@countersign/shared/case'
import type { Risk } from '@countersign/shared/statuses'
import type { Person } from './approval.ts'
import { canonicalJson, sha256 } from './canonical-json.ts'

/** Everything a reviewer is shown to decide on, and where the answer will go. */
export interface ShownCase {
  readonly title: string
  readonly why: string | null
  readonly risk: Risk
  readonly requestedBy: Person | null
  readonly case: Case
  readonly outcomes: readonly Outcome[]
  readonly form: Form | null
  readonly executionArn: string
  readonly stateName: string
}

/** I7: a vote carries this digest; anything shown that changes makes another one. */
export function caseDigest(shown: ShownCase): string {
  const { title, why, risk, requestedBy, case: body, outcomes, form, executionArn, stateName } = shown
  const signed = { title, why, risk, requestedBy, case: body, outcomes, form, executionArn, stateName }
  return `sha256:${sha256(canonicalJson(signed)).toString('hex')}`
}
