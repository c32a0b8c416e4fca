export const sampleInput = (number, review = {}) => ({
  title: `Send a goodwill voucher of EUR 25 (conversation cv-${number})`,
  why: 'Started by hand with `npm run workflow`.',
  team: 'payments',
  risk: 'low',
  conversationId: `cv-${number}`,
  customerId: 'cus_1c9e',
  confidence: 81,
  call: {
    id: `call-${number}`,
    tool: 'issue_voucher',
    arguments: { amount: 25, currency: 'EUR', message: 'Sorry for the late parcel.' },
    schema: {
      type: 'object',
      additionalProperties: false,
      required: ['amount', 'currency', 'message'],
      properties: {
        amount: { type: 'number', title: 'Amount', minimum: 0, maximum: 100 },
        currency: { type: 'string', title: 'Currency', enum: ['EUR', 'SEK', 'DKK'] },
        message: { type: 'string', title: 'Message to the customer', maxLength: 280 },
      },
    },
  },
  transcript: [{ from: 'customer', text: 'My parcel is six days late.' }],
  evidence: [],
  review: { timeoutSeconds: review.timeoutSeconds ?? 14_400, heartbeatSeconds: review.heartbeatSeconds ?? 900 },
})
