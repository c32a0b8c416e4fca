export const sampleInput = (number, review = {}) => ({
  why: 'Started by hand with `npm run workflow`.',
  document: {
    id: `dn-${number}`,
    pages: 1,
    scans: [],
    reading: {
      kind: 'delivery note',
      fields: { supplier: 'Vestland Ull AS', quantity: 48, batch: 'VU-2611-O7' },
      confidence: { supplier: 99, quantity: 97, batch: 58 },
    },
    schema: {
      type: 'object',
      additionalProperties: false,
      required: ['supplier', 'quantity', 'batch'],
      properties: {
        supplier: { type: 'string', title: 'Supplier', maxLength: 80 },
        quantity: { type: 'integer', title: 'Quantity', minimum: 1 },
        batch: { type: 'string', title: 'Batch', maxLength: 40 },
      },
    },
  },
  review: { timeoutSeconds: review.timeoutSeconds ?? 28_800, heartbeatSeconds: review.heartbeatSeconds ?? 900 },
})
