import type { PolicyDocument } from '@countersign/shared/policy-document'
import { canonicalJson, sha256 } from '../canonical-json.ts'

/** What the audit log names a version by, and what a confirmation says it has seen. */
export const policySha256 = (document: PolicyDocument): string => sha256(canonicalJson(document)).toString('hex')
