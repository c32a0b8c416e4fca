import { afterAll, beforeAll, expect, test } from 'vitest'
import { effects } from '../ledger.mjs'
import { answerOf } from '../testing/answers.ts'
import { openStage, type Stage, statesOf } from '../testing/run-workflow.ts'
import { sampleInput } from './sample-input.mjs'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const effectsOf = (orderId: string) =>
  effects(`order/${orderId}/`).map(({ key }: { key: string }) => key.split('/').at(-1))

test('charges and tells both parties when a person approves', async () => {
  const execution = await stage.start('order-saga', sampleInput(1001))
  const { token, stateName, approval } = await stage.desk.next()
  expect(stateName).toBe('ReviewOrder')
  expect(approval).toMatchObject({
    title: 'Release order FF-1001 over EUR 2,636.00',
    team: 'fulfilment',
    timeoutSeconds: 86_400,
    heartbeatSeconds: 30,
    case: { contextLine: '2 × Nallo 3 tent, 2 × Kajka 75 backpack' },
  })
  await stage.succeed(token, answerOf('approve'))

  const { status, output, events } = await stage.ended(execution)
  expect(status).toBe('SUCCEEDED')
  expect(output).toMatchObject({
    charge: { id: 'ch_FF-1001' },
    review: { approved: true },
    notifications: { email: expect.stringMatching(/^mail-/), topic: expect.stringMatching(/^sns-/) },
  })
  expect(effectsOf('FF-1001')).toEqual(['reserve', 'charge'])
  expect(effects('email/').map((entry) => entry.result.subject)).toContain('Your order FF-1001 is on its way')
  expect(effects('topic/orders-placed/').map((entry) => JSON.parse(entry.result.message).id)).toContain('FF-1001')
  expect(statesOf(events)).toContain('OrderPlaced')
})

test('asks for a stock count, releases and fails when the reason is Out of stock', async () => {
  const execution = await stage.start('order-saga', sampleInput(1002))
  const { token, approval } = await stage.desk.next()
  const reject = approval.outcomes?.find(({ id }) => id === 'reject')
  const reason = reject?.reasons.find(({ id }) => id === 'OutOfStock')
  await stage.fail(token, reason?.error ?? '', answerOf('reject', { reason: 'OutOfStock' }))

  const { status, error, cause, events } = await stage.ended(execution)
  expect({ status, error }).toEqual({ status: 'FAILED', error: 'OrderFailed' })
  expect(cause).toBe('Order FF-1002 was not placed: InsufficientStock')
  expect(statesOf(events).slice(3)).toEqual(['RequestStockCount', 'ReleaseReservation', 'OrderFailed'])
  expect(effectsOf('FF-1002')).toEqual(['reserve', 'stock-count', 'release'])
})

test('only releases when the order is rejected for another reason', async () => {
  const execution = await stage.start('order-saga', sampleInput(1003))
  const { token } = await stage.desk.next()
  await stage.fail(token, 'OrderDeclined', answerOf('reject', { reason: 'SuspectedFraud' }))

  const { error, events } = await stage.ended(execution)
  expect(error).toBe('OrderFailed')
  expect(statesOf(events).slice(3)).toEqual(['ReleaseReservation', 'OrderFailed'])
})

test('tells a missed heartbeat from a missed deadline, and compensates in both cases', async () => {
  const unattended = await stage.start('order-saga', sampleInput(1004, { timeoutSeconds: 30, heartbeatSeconds: 1 }))
  const lapsed = await stage.start('order-saga', sampleInput(1005, { timeoutSeconds: 2, heartbeatSeconds: 1 }))
  const asked = [await stage.desk.next(), await stage.desk.next()]
  const kept = asked.find(({ executionArn }) => executionArn === lapsed)
  const { SendTaskHeartbeatCommand } = await import('@aws-sdk/client-sfn')
  const beats = setInterval(() => {
    stage.sfn.send(new SendTaskHeartbeatCommand({ taskToken: kept?.token })).catch(() => clearInterval(beats))
  }, 200)

  const [first, second] = await Promise.all([stage.ended(unattended), stage.ended(lapsed)])
  clearInterval(beats)
  expect(statesOf(first.events).slice(3)).toEqual(['ReviewUnattended', 'ReleaseReservation', 'OrderFailed'])
  expect(statesOf(second.events).slice(3)).toEqual(['ReviewLapsed', 'ReleaseReservation', 'OrderFailed'])
  expect(effectsOf('FF-1004')).toEqual(['reserve', 'release'])
  expect(effectsOf('FF-1005')).toEqual(['reserve', 'release'])
})

test('refunds what was charged when the customer cannot be told', async () => {
  const execution = await stage.start('order-saga', { ...sampleInput(1006), customerId: 'cus_bounce_1' })
  await stage.succeed((await stage.desk.next()).token, answerOf('approve'))

  const { error, events } = await stage.ended(execution)
  expect(error).toBe('OrderFailed')
  expect(statesOf(events).slice(-3)).toEqual(['RefundPayment', 'ReleaseReservation', 'OrderFailed'])
  expect(effectsOf('FF-1006')).toEqual(['reserve', 'charge', 'refund', 'release'])
})

test('gets through outages of the catalogue and of payment by its retries', async () => {
  const simulate = ['catalogue-outage', 'payment-outage']
  const execution = await stage.start('order-saga', { ...sampleInput(1007), simulate })
  await stage.succeed((await stage.desk.next()).token, answerOf('approve'))
  expect((await stage.ended(execution)).status).toBe('SUCCEEDED')
})

test('never asks a person about an order that is not valid or not in stock', async () => {
  const unknown = await stage.start('order-saga', { ...sampleInput(1008), lines: [{ sku: 'TENT-GHOST', quantity: 1 }] })
  const tooMany = await stage.start('order-saga', { ...sampleInput(1009), lines: [{ sku: 'TENT-SAIVO', quantity: 5 }] })
  expect((await stage.ended(unknown)).cause).toBe('Order FF-1008 was not placed: InvalidOrder')
  expect((await stage.ended(tooMany)).cause).toBe('Order FF-1009 was not placed: InsufficientStock')
  expect(effectsOf('FF-1009')).toEqual([])
})
