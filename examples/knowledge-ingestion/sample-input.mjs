export const sampleInput = (number, review = {}) => ({
  collection: 'help-centre-en',
  run: `run-${number}`,
  why: 'Started by hand with `npm run workflow`.',
  sources: [
    { uri: 's3://fjordandfield-content/help/returns.md', title: 'Returns', words: 1_840 },
    { uri: 's3://fjordandfield-content/help/warranty.md', title: 'Warranty', words: 2_210 },
    { uri: 's3://fjordandfield-content/help/stoves.md', title: 'Stove safety', words: 960 },
    { uri: 's3://fjordandfield-content/help/sizes.md', title: 'Sizes', words: 3_105 },
  ],
  requestedBy: { id: 'svc_content', name: 'Content pipeline' },
  review: { timeoutSeconds: review.timeoutSeconds ?? 86_400, heartbeatSeconds: review.heartbeatSeconds ?? 900 },
})
