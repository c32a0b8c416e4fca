export const sampleInput = (number, review = {}) => ({
  service: 'storefront-web',
  version: `v3.18.${number}`,
  commit: '9f1c2ab',
  contextLine: 'Canary green for 20 minutes, no migration',
  why: 'Started by hand with `npm run workflow`.',
  canary: { summary: '5 % of traffic for 20 minutes', errorRate: 0.04 },
  rollbackSeconds: 90,
  changes: [{ field: 'Image', from: 'storefront-web:v3.18.0', to: `storefront-web:v3.18.${number}` }],
  evidence: [],
  risk: 'medium',
  requestedBy: { id: 'svc_ci', name: 'Release pipeline' },
  review: { timeoutSeconds: review.timeoutSeconds ?? 28_800, heartbeatSeconds: review.heartbeatSeconds ?? 900 },
})
