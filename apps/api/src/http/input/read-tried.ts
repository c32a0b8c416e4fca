import type { TriedPolicy } from '@countersign/shared/policy-trials'
import type { PolicyTexts } from '../../ports/policies.ts'
import type { Tried } from '../../use-cases/policies/find-tried.ts'
import { parsePolicy } from './parse-policy.ts'

/** A stored policy by its name, or one that nobody has saved. */
export const readTried = (texts: PolicyTexts, policy: TriedPolicy): Tried =>
  'name' in policy
    ? { name: policy.name, version: policy.version ?? null }
    : { written: parsePolicy(texts, policy, '/policy') }
