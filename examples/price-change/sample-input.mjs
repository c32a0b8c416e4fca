export const sampleInput = (number, review = {}) => ({
  changeId: `pc-${number}`,
  why: 'Started by hand with `npm run workflow`.',
  lines: [
    { sku: 'STOVE-OMNI', name: 'Omni expedition stove', from: '219.00', to: '229.00', validFrom: '2026-12-01' },
    { sku: 'MAP-SAREK', name: 'Sarek map, waterproof', from: '19.90', to: '21.90', validFrom: '2026-12-01' },
    { sku: 'BAG-POLAR-12', name: 'Polar −12 °C sleeping bag', from: '419.00', to: '399.00', validFrom: '2026-12-01' },
  ],
  requestedBy: { id: 'emp_buying_sofia', name: 'Sofia Nyberg (Buying)' },
  review: { timeoutSeconds: review.timeoutSeconds ?? 86_400, heartbeatSeconds: review.heartbeatSeconds ?? 900 },
})
