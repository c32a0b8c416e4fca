import { once } from '../ledger.mjs'

const erase = ({ requestId, customerId, system }) =>
  once(`privacy/${requestId}/${system.name}`, () => ({ system: system.name, customerId, erased: system.records }))

export const handlers = { 'privacy-erase': erase }
