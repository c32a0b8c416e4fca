import { createHash } from 'node:crypto'
import { once } from '../ledger.mjs'

/**
 * The models of the example and what their evaluation says. Figures, not training: the workflow is the example.
 * `better` is the direction in which a metric improves; the first metric decides whether the candidate is an improvement.
 */
const models = {
  'demand-forecast': {
    rows: 18_412_906,
    hours: 6.5,
    headline: 'wMAPE 18.2 % → 16.1 % on four held-out weeks',
    metrics: [
      { field: 'wMAPE, 28 days', from: 0.182, to: 0.161, better: 'lower' },
      { field: 'wMAPE, new articles', from: 0.314, to: 0.309, better: 'lower' },
      { field: 'Bias', from: 0.031, to: 0.012, better: 'lower' },
      { field: 'p95 latency (ms)', from: 41, to: 47, better: 'lower' },
    ],
  },
  'size-recommender': {
    rows: 2_204_118,
    hours: 1.25,
    headline: 'Returns for wrong size 11.4 % → 9.8 % in replay',
    metrics: [
      { field: 'Returns for wrong size', from: 0.114, to: 0.098, better: 'lower' },
      { field: 'Top-1 accuracy', from: 0.717, to: 0.742, better: 'higher' },
      { field: "Top-1 accuracy, women's boots", from: 0.701, to: 0.688, better: 'higher' },
      { field: 'Coverage of articles', from: 0.93, to: 0.96, better: 'higher' },
    ],
  },
}

const modelOf = (name) => models[name] ?? models['demand-forecast']

/** Spot interruptions that a run may ask for in `simulate`: the first training of that run fails, its Retry succeeds. */
const interrupted = new Set()

function preprocess({ model, run }) {
  return { rows: modelOf(model.name).rows, uri: `s3://fjordandfield-ml/${model.name}/${run}/train.parquet` }
}

function train({ model, run, simulate }) {
  if (simulate.includes('spot-interruption') && !interrupted.has(run)) {
    interrupted.add(run)
    const error = new Error('The spot instance was reclaimed at 62 % of the training')
    error.name = 'TrainingInterrupted'
    throw error
  }
  return once(`model/${model.name}/${run}/train`, () => ({
    version: run,
    artefact: `s3://fjordandfield-ml/${model.name}/${run}/model.tar.gz`,
    hours: modelOf(model.name).hours,
  }))
}

function evaluate({ model, candidate, simulate }) {
  const { headline, metrics } = modelOf(model.name)
  const worse = simulate.includes('no-improvement')
  const changes = metrics.map(({ field, from, to }) => (worse ? { field, from: to, to: from } : { field, from, to }))
  const [first] = metrics
  const [measured] = changes
  const improved = first.better === 'lower' ? measured.to < measured.from : measured.to > measured.from
  const report = {
    label: `Evaluation of ${candidate.version}`,
    url: `https://reports.fjordandfield.example/ml/${model.name}/${candidate.version}`,
    sha256: createHash('sha256').update(JSON.stringify({ candidate, changes })).digest('hex'),
  }
  return { improved, headline: worse ? `No better than ${model.current}` : headline, changes, report }
}

const update = ({ model, version, rollout, decisionId }) =>
  once(`model/${model}/${version}/update`, () => ({ endpoint: `${model}-eu-north-1`, version, rollout, decisionId }))

const archive = ({ model, version, because }) => once(`model/${model}/${version}/archive`, () => ({ version, because }))

export const handlers = {
  'model-preprocess': preprocess,
  'model-train': train,
  'model-evaluate': evaluate,
  'model-update': update,
  'model-archive': archive,
}
