import { due } from './calendar.mjs'

/** Models that are better than the one in production, each with one number that should make a person look twice. */
export function machineLearningWeek() {
  return [
    {
      machine: 'model-retraining',
      name: 'retraining-demand-forecast-2026-47',
      input: {
        model: { name: 'demand-forecast', current: '2026.41' },
        run: '2026.47',
        why: 'Weekly retraining. Better on all four weeks, **but 6 ms slower at p95**; the checkout budget is 50 ms.\n\nThe winter assortment came in on Monday, so the current model is blind to 212 articles.',
        requestedBy: { id: 'svc_ml_pipeline', name: 'Retraining pipeline' },
        simulate: ['spot-interruption'],
        review: due(52),
      },
    },
    {
      machine: 'model-retraining-jsonata',
      name: 'retraining-size-recommender-2026-47',
      input: {
        model: { name: 'size-recommender', current: '2026.33' },
        run: '2026.47',
        why: "Fewer returns overall. **Women's boots got slightly worse** (70.1 % → 68.8 %): the training data has three times as many men's boots.\n\nRunning it in shadow for a week would tell us whether that is noise.",
        requestedBy: { id: 'usr_tomasz', name: 'Tomasz Zielinski' },
        simulate: [],
        review: due(34),
      },
    },
    {
      machine: 'model-retraining',
      name: 'retraining-size-recommender-2026-40',
      input: {
        model: { name: 'size-recommender', current: '2026.33' },
        run: '2026.40',
        why: 'Weekly retraining with the autumn assortment.',
        requestedBy: { id: 'svc_ml_pipeline', name: 'Retraining pipeline' },
        simulate: [],
        review: due(48),
      },
      afterwards: {
        decide: {
          by: 'usr_tomasz',
          outcome: 'reject',
          reason: 'MetricsNotTrusted',
          comment: 'The replay leaked returns from after the training date. Fixed in the pipeline, next run is clean.',
        },
      },
    },
    {
      machine: 'knowledge-ingestion',
      name: 'knowledge-help-centre-en-2026-47',
      input: {
        collection: 'help-centre-en',
        run: '2026-47',
        why: 'Brings the new stove safety notice into the answers of the support agent. **Returns changed as well**: the terms for schools are new, and customers of ours who are not schools must not be told about them.',
        sources: [
          { uri: 's3://fjordandfield-content/help/returns.md', title: 'Returns', words: 1_840 },
          { uri: 's3://fjordandfield-content/help/schools.md', title: 'Terms for schools and clubs', words: 740 },
          { uri: 's3://fjordandfield-content/help/stoves.md', title: 'Stove safety', words: 960 },
          { uri: 's3://fjordandfield-content/help/sizes.md', title: 'Sizes', words: 3_105 },
          { uri: 's3://fjordandfield-content/help/warranty.md', title: 'Warranty', words: 2_210 },
        ],
        requestedBy: { id: 'svc_content', name: 'Content pipeline' },
        review: due(16),
      },
    },
  ]
}
