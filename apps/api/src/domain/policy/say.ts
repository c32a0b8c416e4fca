import type { KeptOut } from '@countersign/shared/policy-document'
import type { Asked } from './plan.ts'

/** Completes "You …, so somebody else has to decide it." and "…, who …". */
export const EXCLUDED_SENTENCES = {
  requester: 'asked for this approval',
  starter: 'started this execution',
  submitter: 'submitted this case',
  'key-owner': 'answered for the API key that registered it',
  author: 'wrote what is to be approved',
  mover: 'moved this approval to another version of its policy',
} as const satisfies Record<KeptOut, string>

/** "Payments", "Payments or Bo Chen", "Payments, Finance or Bo Chen". */
export function namesOf(asked: readonly Asked[]): string {
  const names = asked.map(({ name }) => name)
  const last = names.at(-1)
  if (last === undefined) return 'nobody'
  return names.length === 1 ? last : `${names.slice(0, -1).join(', ')} or ${last}`
}
