import { once } from '../ledger.mjs'
import { catalogue, REVIEW_LIMIT } from './catalogue.mjs'

/** An error whose name is what Retry and Catch see, as with any Lambda function written in JavaScript. */
function fail(name, message) {
  const error = new Error(message)
  error.name = name
  throw error
}

const euros = (cents) => (cents / 100).toFixed(2)
const eurosText = (cents) =>
  `EUR ${(cents / 100).toLocaleString('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`

/** Outages that an order may ask for in `simulate`: each fails once per order, so that a Retry gets through. */
const outagesShown = new Set()
function simulateOutage(order, kind, errorName) {
  const key = `${kind}/${order.id}`
  if (!order.simulate?.includes(kind) || outagesShown.has(key)) return
  outagesShown.add(key)
  fail(errorName, `Simulated: ${kind}`)
}

function whyReview(order, cents, note) {
  const reasons = []
  if (cents >= REVIEW_LIMIT) reasons.push(`The basket is above the review limit of ${eurosText(REVIEW_LIMIT)}.`)
  if (order.firstOrder) reasons.push('It is the first order of this customer.')
  if (order.addressChanged) reasons.push('The delivery address was changed after checkout.')
  if (note) reasons.push(note)
  return reasons.length > 0 ? reasons.join('\n\n') : 'Drawn for the weekly sample check of ordinary orders.'
}

function validate(order) {
  if (typeof order.id !== 'string' || !Array.isArray(order.lines) || order.lines.length === 0)
    fail('InvalidOrder', 'An order needs an id and at least one line')
  simulateOutage(order, 'catalogue-outage', 'CatalogueUnavailable')
  const lines = order.lines.map(({ sku, quantity }) => {
    const article = catalogue[sku]
    if (!article) fail('InvalidOrder', `${sku} is not in the catalogue`)
    if (!Number.isInteger(quantity) || quantity < 1) fail('InvalidOrder', `${sku}: quantity must be a positive integer`)
    return { sku, name: article.name, quantity, unitPrice: euros(article.price) }
  })
  const cents = order.lines.reduce((sum, { sku, quantity }) => sum + catalogue[sku].price * quantity, 0)
  return {
    id: order.id,
    customerId: order.customerId,
    customerSince: order.customerSince,
    currency: 'EUR',
    total: euros(cents),
    totalText: eurosText(cents),
    summary: lines.map((line) => `${line.quantity} × ${line.name}`).join(', '),
    lines,
    shipTo: order.shipTo,
    simulate: order.simulate ?? [],
    review: {
      timeoutSeconds: order.review?.timeoutSeconds ?? 86_400,
      heartbeatSeconds: order.review?.heartbeatSeconds ?? 30,
      risk: order.review?.risk ?? (order.addressChanged ? 'high' : 'medium'),
      evidence: order.review?.evidence ?? [],
      why: whyReview(order, cents, order.review?.note),
    },
  }
}

function reserveInventory({ orderId, lines }) {
  for (const { sku, quantity } of lines)
    if (catalogue[sku].onHand < quantity)
      fail('InsufficientStock', `${sku}: ${quantity} wanted, ${catalogue[sku].onHand} on hand`)
  return once(`order/${orderId}/reserve`, () => ({
    reservationId: `res_${orderId}`,
    warehouse: lines.some(({ sku }) => sku.startsWith('TENT') || sku.startsWith('PULK')) ? 'Luleå' : 'Rostock',
  }))
}

function chargePayment({ orderId, amount, currency, simulate }) {
  if (simulate.includes('card-declined')) fail('PaymentDeclined', 'The card issuer declined the charge')
  simulateOutage({ id: orderId, simulate }, 'payment-outage', 'PaymentUnavailable')
  return once(`order/${orderId}/charge`, () => ({ chargeId: `ch_${orderId}`, amount, currency }))
}

const refundPayment = ({ orderId, chargeId }) => once(`order/${orderId}/refund`, () => ({ refundOf: chargeId }))
const releaseReservation = ({ orderId, reservationId }) =>
  once(`order/${orderId}/release`, () => ({ released: reservationId }))
const requestStockCount = ({ orderId, lines }) =>
  once(`order/${orderId}/stock-count`, () => ({ shelves: lines.map(({ sku }) => sku) }))

export const handlers = {
  'order-validate': validate,
  'order-reserve-inventory': reserveInventory,
  'order-charge-payment': chargePayment,
  'order-refund-payment': refundPayment,
  'order-release-reservation': releaseReservation,
  'order-request-stock-count': requestStockCount,
}
