import { once } from '../ledger.mjs'

/** The shop refuses prices below cost; this one is for the dead-letter queue to show itself. */
function setPrice({ changeId, line, decisionId }) {
  if (Number(line.to) <= 0) {
    const error = new Error(`${line.sku}: ${line.to} is not a price`)
    error.name = 'PriceRefusedByShop'
    throw error
  }
  return once(`price/${changeId}/${line.sku}`, () => ({ sku: line.sku, result: 'set', price: line.to, decisionId }))
}

export const handlers = { 'price-set': setPrice }
