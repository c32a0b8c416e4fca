export const sampleInput = (number, review = {}) => ({
  requestId: `dsr-${number}`,
  customerId: 'cus_77ab',
  contextLine: 'Right to erasure, identity proven by e-mail link',
  why: 'Started by hand with `npm run workflow`.',
  receivedOn: '2026-11-16',
  legalDeadline: '2026-12-16',
  recordCount: 214,
  kept: '3 invoices, until 2036',
  systems: [
    { name: 'shop', records: 188 },
    { name: 'newsletter', records: 26 },
  ],
  evidence: [],
  requestedBy: { id: 'svc_privacy_desk', name: 'Privacy desk' },
  review: { timeoutSeconds: review.timeoutSeconds ?? 432_000, heartbeatSeconds: review.heartbeatSeconds ?? 900 },
})
