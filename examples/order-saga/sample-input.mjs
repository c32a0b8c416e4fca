/** An order nobody has placed yet; `number` makes it one of its kind, `review` sets the timers of the approval. */
export const sampleInput = (number, review = {}) => ({
  id: `FF-${number}`,
  customerId: 'cus_5f31',
  customerSince: '2021-04-12',
  lines: [
    { sku: 'TENT-NALLO-3', quantity: 2 },
    { sku: 'PACK-KAJKA-75', quantity: 2 },
  ],
  shipTo: { city: 'Tromsø', country: 'NO' },
  review,
})
