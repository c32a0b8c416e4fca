import { once } from '../ledger.mjs'

const issue = ({ refundId, amount, decisionId }) =>
  once(`refund/${refundId}/issue`, () => ({ paymentId: `re_${refundId}`, amount, decisionId }))

/** The `Cause` of a rejection is the whole answer, so the customer's letter can carry the typed reason. */
const explainRefusal = ({ refundId, answer }) =>
  once(`refund/${refundId}/explain`, () => ({ reason: answer.reason, decidedAt: answer.decidedAt }))

export const handlers = { 'refund-issue': issue, 'refund-explain-refusal': explainRefusal }
