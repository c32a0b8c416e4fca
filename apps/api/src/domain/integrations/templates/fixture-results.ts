import type { MappedDecision } from '@countersign/shared/integrations'

export const EXAMPLE_DIGEST = `sha256:${'3f'.repeat(32)}`

export const IGNORED: MappedDecision = { kind: 'ignored' }

export const decides = (
  outcome: string,
  more: Partial<Omit<Extract<MappedDecision, { kind: 'decision' }>, 'kind' | 'outcome'>> = {},
): MappedDecision => ({
  kind: 'decision',
  outcome,
  reason: null,
  comment: null,
  input: null,
  caseDigest: null,
  ...more,
})
