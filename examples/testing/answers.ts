import { answer } from '@countersign/shared/answer'

const DIGEST = `sha256:${'0'.repeat(64)}`

/** The answer a workflow gets, in the form of the contract. */
export function answerOf(
  outcome: string,
  more: { approved?: boolean; reason?: string; input?: Record<string, unknown> } = {},
): string {
  const { approved = outcome !== 'reject', reason = null, input = {} } = more
  return JSON.stringify(
    answer.parse({
      outcome,
      approved,
      approvalId: `apr_${'0'.repeat(36)}`,
      decisionId: `dec_${'0'.repeat(36)}`,
      decidedAt: '2026-11-20T12:00:00.000Z',
      decidedBy: [{ id: 'usr_priya', name: 'Priya Raman', via: 'web' }],
      comment: null,
      reason,
      input,
      witness: { caseDigest: DIGEST, policy: 'standard', policyVersion: 1 },
    }),
  )
}
