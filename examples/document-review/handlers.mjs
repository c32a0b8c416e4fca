import { once } from '../ledger.mjs'

/** The reading comes with the document: the workflow is the example, not the optical character recognition. */
const extract = ({ reading }) => ({
  fields: reading.fields,
  confidence: Math.min(...Object.values(reading.confidence)),
  unsure: Object.entries(reading.confidence)
    .filter(([, confidence]) => confidence < 90)
    .map(([field]) => field)
    .join(', '),
})

const classify = ({ reading }) => ({ kind: reading.kind })

const store = ({ id, kind, fields }) => once(`document/${id}/store`, () => ({ id, kind, fields }))

const scanAgain = ({ id, because }) => once(`document/${id}/scan-again`, () => ({ id, because }))

export const handlers = {
  'document-extract': extract,
  'document-classify': classify,
  'document-store': store,
  'document-scan-again': scanAgain,
}
