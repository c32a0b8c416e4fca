import { canonicalJson } from '../../domain/canonical-json.ts'
import type { Evidence } from './evidence-pack.ts'

export interface ProvedLeaf {
  readonly leaf: string
  /** C2SP tlog-proof. */
  readonly proof: string
}

/** For countersign-verify: the pack, then each entry byte for byte and its own proof. */
export const evidenceJsonl = (evidence: Evidence, leaves: readonly ProvedLeaf[]): string =>
  [
    canonicalJson({ evidence }),
    ...leaves.flatMap(({ leaf, proof }) => [leaf, canonicalJson({ inclusion: { proof } })]),
    canonicalJson({ end: { entries: evidence.entries } }),
    '',
  ].join('\n')
