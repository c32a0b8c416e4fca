import type { PolicyDocument } from '@countersign/shared/policy-document'
import { type Refused, refused } from '../../domain/refusal.ts'
import type { Conditions } from '../../ports/conditions.ts'
import type { Stores } from '../../ports/unit-of-work.ts'
import { checkPolicy, type WrittenPolicy } from './check-policy.ts'

/** The policy to try out: one that is stored, or one that is being written. */
export type Tried = { readonly name: string; readonly version: number | null } | { readonly written: WrittenPolicy }

export interface TriedPolicy {
  readonly kind: 'found'
  /** `null`: not stored. */
  readonly name: string | null
  readonly version: number | null
  readonly document: PolicyDocument
}

export async function findTried(
  deps: { readonly conditions: Pick<Conditions, 'faultOf'> },
  stores: Stores,
  tried: Tried,
): Promise<TriedPolicy | Refused> {
  if ('written' in tried) {
    const wrong = await checkPolicy(deps, stores, tried.written)
    return wrong ?? { kind: 'found', name: null, version: null, document: tried.written.document }
  }
  const found = await stores.directory.policy(tried.name, tried.version ?? undefined)
  if (!found)
    return refused({
      code: 'unknown-policy',
      sentence: `There is no policy “${tried.name}”${tried.version === null ? '' : ` of version ${tried.version}`}.`,
    })
  return { kind: 'found', ...found }
}
