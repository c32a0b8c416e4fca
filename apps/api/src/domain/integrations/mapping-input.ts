import type { Outcome } from '@countersign/shared/case'
import type { Approval } from '../approval.ts'

/** What an integration's expressions may look at. */
export interface MappingInput {
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
  readonly approval: MappingApproval
}

/** The approval without its case: enough to choose an outcome, nothing that a comment could carry out again. */
export interface MappingApproval {
  readonly id: string
  readonly title: string
  readonly team: string
  readonly policy: string
  readonly risk: string
  readonly tags: Readonly<Record<string, string>>
  readonly outcomes: readonly { readonly id: string; readonly kind: string }[]
  readonly caseDigest: string
  readonly attempt: number
}

export const mappingApproval = (approval: Approval, attempt = approval.attempt.number): MappingApproval => ({
  id: approval.id,
  title: approval.title,
  team: approval.team,
  policy: approval.policy.name,
  risk: approval.risk,
  tags: approval.tags,
  outcomes: approval.outcomes.map(({ id, kind }: Outcome) => ({ id, kind })),
  caseDigest: approval.caseDigest,
  attempt,
})

/** For the tester, when it is given no approval. */
export const EXAMPLE_APPROVAL: MappingApproval = {
  id: `apr_${'0'.repeat(36)}`,
  title: 'Refund EUR 1,240 to order 8812',
  team: 'payments',
  policy: 'refunds',
  risk: 'medium',
  tags: {},
  outcomes: [
    { id: 'approve', kind: 'success' },
    { id: 'reject', kind: 'failure' },
  ],
  caseDigest: `sha256:${'0'.repeat(64)}`,
  attempt: 1,
}

/**
 * Headers that name the kind of a message. Everything else stays out, above all signatures and credentials. The
 * signature does not cover headers, so a mapping may ignore a message because of one, and should not decide by it.
 */
const MAPPED_HEADERS = [
  'content-type',
  'ce-type',
  'x-atlassian-webhook-flow',
  'x-atlassian-webhook-identifier',
  'x-event-key',
  'x-event-name',
  'x-event-type',
  'x-github-delivery',
  'x-github-event',
  'x-gitlab-event',
  'x-servicenow-event',
] as const
const MAX_HEADER_CHARACTERS = 200

/** Only headers that were sent once: of two values neither is believed. */
export function mappedHeaders(valuesOf: (name: string) => readonly string[]): Record<string, string> {
  const pairs = MAPPED_HEADERS.flatMap((name) => {
    const [value, ...others] = valuesOf(name)
    return value === undefined || others.length > 0 || value.length > MAX_HEADER_CHARACTERS ? [] : [[name, value]]
  })
  return Object.fromEntries(pairs)
}
