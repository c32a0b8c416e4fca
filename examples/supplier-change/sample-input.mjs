export const sampleInput = (number, review = {}) => ({
  changeId: `sc-${number}`,
  title: `Change the payment terms of Kaldvik Boots (sc-${number})`,
  why: 'Started by hand with `npm run workflow`.',
  supplier: {
    id: 'sup_0231',
    name: 'Kaldvik Boots ApS',
    country: 'Denmark',
    openInvoices: '6120.00',
    nextPaymentRun: '2026-11-30',
    since: '2022-02-01',
  },
  changes: [{ field: 'Payment terms', from: '30 days net', to: '14 days, 2 % discount' }],
  evidence: [],
  risk: 'medium',
  requestedBy: { id: 'svc_erp', name: 'ERP supplier sync' },
  review: { timeoutSeconds: review.timeoutSeconds ?? 172_800, heartbeatSeconds: review.heartbeatSeconds ?? 900 },
})
