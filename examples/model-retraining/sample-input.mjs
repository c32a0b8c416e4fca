/** A retraining of the demand forecast; `number` makes the run one of its kind. */
export const sampleInput = (number, review = {}) => ({
  model: { name: 'demand-forecast', current: '2026.41' },
  run: `run-${number}`,
  why: 'Started by hand with `npm run workflow`.',
  requestedBy: { id: 'svc_ml_pipeline', name: 'Retraining pipeline' },
  simulate: [],
  review: { timeoutSeconds: review.timeoutSeconds ?? 172_800, heartbeatSeconds: review.heartbeatSeconds ?? 900 },
})
