import { decides, EXAMPLE_DIGEST, IGNORED } from './fixture-results.ts'
import type { MappingTemplate } from './mapping-template.ts'

/** A system that can send whatever we ask for: the members of the decision by their own names. */
export const GENERIC: MappingTemplate = {
  kind: 'generic',
  name: 'Generic form',
  summary:
    'The body says it in our words: outcome, and where wanted reason, comment, input and the caseDigest that was shown. A body without an outcome is ignored.',
  mapping: {
    ignore: '!has(body.outcome) || body.outcome == null',
    outcome: 'body.outcome',
    reason: 'body.?reason',
    comment: 'body.?comment',
    input: 'body.?input',
    caseDigest: 'body.?caseDigest',
  },
  fixtures: [
    {
      name: 'approved, with an edited form',
      headers: { 'content-type': 'application/json' },
      body: {
        outcome: 'approve',
        comment: 'Checked against the delivery note.',
        input: { amount: 1180, currency: 'EUR' },
        caseDigest: EXAMPLE_DIGEST,
      },
      gives: decides('approve', {
        comment: 'Checked against the delivery note.',
        input: { amount: 1180, currency: 'EUR' },
        caseDigest: EXAMPLE_DIGEST,
      }),
    },
    {
      name: 'rejected for a reason',
      headers: { 'content-type': 'application/json' },
      body: { outcome: 'reject', reason: 'OutOfStock', comment: '' },
      gives: decides('reject', { reason: 'OutOfStock' }),
    },
    {
      name: 'only a note, no decision yet',
      headers: { 'content-type': 'application/json' },
      body: { comment: 'Waiting for the warehouse.', outcome: null },
      gives: IGNORED,
    },
  ],
}
