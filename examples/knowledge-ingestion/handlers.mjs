import { createHash } from 'node:crypto'
import { once } from '../ledger.mjs'

const hash = (value) => createHash('sha256').update(JSON.stringify(value)).digest('hex')

const parse = ({ uri, title, words }) => ({ uri, title, words })

/** A chunk is about 200 words. */
const embed = ({ uri, title, words }) => ({
  uri,
  title,
  chunks: Math.ceil(words / 200),
  embedding: hash(uri).slice(0, 12),
})

function stage({ collection, run, documents }) {
  const chunks = documents.reduce((sum, document) => sum + document.chunks, 0)
  return once(`knowledge/${collection}/${run}/stage`, () => ({
    chunks,
    questionsChanged: Math.min(120, documents.length * 3),
    answered: 96.7,
    report: {
      label: `Answers before and after, ${run}`,
      url: `https://reports.fjordandfield.example/knowledge/${collection}/${run}`,
      sha256: hash(documents),
    },
  }))
}

const publish = ({ collection, run, decisionId }) =>
  once(`knowledge/${collection}/${run}/publish`, () => ({ collection, live: run, decisionId }))

const drop = ({ collection, run }) => once(`knowledge/${collection}/${run}/drop`, () => ({ collection, dropped: run }))

export const handlers = {
  'knowledge-parse': parse,
  'knowledge-embed': embed,
  'knowledge-stage': stage,
  'knowledge-publish': publish,
  'knowledge-drop': drop,
}
