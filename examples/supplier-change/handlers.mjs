import { once } from '../ledger.mjs'

const applyChange = ({ changeId, supplierId, changes, decisionId }) =>
  once(`supplier/${changeId}/apply`, () => ({ supplierId, applied: changes.map(({ field }) => field), decisionId }))

const blockPayments = ({ changeId, supplierId }) =>
  once(`supplier/${changeId}/block`, () => ({ supplierId, paymentsBlocked: true }))

export const handlers = { 'supplier-apply-change': applyChange, 'supplier-block-payments': blockPayments }
