import { afterAll, beforeAll, expect, test } from 'vitest'
import { sampleInput as agentInput } from './agent-tool-call/sample-input.mjs'
import { sampleInput as erasureInput } from './data-deletion/sample-input.mjs'
import { sampleInput as documentInput } from './document-review/sample-input.mjs'
import { sampleInput as knowledgeInput } from './knowledge-ingestion/sample-input.mjs'
import { effects } from './ledger.mjs'
import { sampleInput as priceInput } from './price-change/sample-input.mjs'
import { sampleInput as deployInput } from './production-deploy/sample-input.mjs'
import { sampleInput as refundInput } from './refund/sample-input.mjs'
import { sampleInput as supplierInput } from './supplier-change/sample-input.mjs'
import { answerOf } from './testing/answers.ts'
import { openStage, type Stage, statesOf } from './testing/run-workflow.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const resultOf = (key: string) => effects(key)[0]?.result

test('refund: explains a refusal with the typed reason from the cause', async () => {
  const execution = await stage.start('refund', refundInput(1))
  await stage.fail((await stage.desk.next()).token, 'RefundRejected', answerOf('reject', { reason: 'MissingProof' }))
  expect(statesOf((await stage.ended(execution)).events)).toEqual(['ReviewRefund', 'ExplainRefusal', 'NotRefunded'])
  expect(resultOf('refund/rf-1/explain').reason).toBe('MissingProof')
  expect(effects('refund/rf-1/issue')).toEqual([])
})

test('supplier change: blocks payments when fraud is suspected, and applies nothing', async () => {
  const execution = await stage.start('supplier-change', supplierInput(2))
  const { token, approval } = await stage.desk.next()
  expect(approval.case.changes).toEqual([{ field: 'Payment terms', from: '30 days net', to: '14 days, 2 % discount' }])
  await stage.fail(token, 'SuspectedFraud', answerOf('reject', { reason: 'SuspectedFraud' }))
  expect((await stage.ended(execution)).output).toEqual({ supplierId: 'sup_0231', paymentsBlocked: true })
  expect(effects('supplier/sc-2/apply')).toEqual([])
})

test('production deploy: deploys with the id of the decision, or fails and says why', async () => {
  const approved = await stage.start('production-deploy', deployInput(3))
  await stage.succeed((await stage.desk.next()).token, answerOf('approve'))
  expect((await stage.ended(approved)).output).toMatchObject({ decisionId: expect.stringMatching(/^dec_/) })

  const rejected = await stage.start('production-deploy', deployInput(4))
  await stage.fail((await stage.desk.next()).token, 'DeployRejected', answerOf('reject', { reason: 'ChangeFreeze' }))
  expect(await stage.ended(rejected)).toMatchObject({
    error: 'ReleaseStopped',
    cause: 'storefront-web was not deployed: DeployRejected',
  })
})

test('data deletion: erases in every system, each once', async () => {
  const execution = await stage.start('data-deletion', erasureInput(5))
  await stage.succeed((await stage.desk.next()).token, answerOf('approve'))
  expect((await stage.ended(execution)).output).toMatchObject({
    erased: [
      { system: 'shop', erased: 188 },
      { system: 'newsletter', erased: 26 },
    ],
  })
  expect(effects('privacy/dsr-5/')).toHaveLength(2)
})

test('agent tool call: calls the tool with the arguments as the person changed them', async () => {
  const execution = await stage.start('agent-tool-call', agentInput(6))
  const { token, approval } = await stage.desk.next()
  expect(approval.form?.initial).toEqual({ amount: 25, currency: 'EUR', message: 'Sorry for the late parcel.' })
  await stage.succeed(token, answerOf('approve', { input: { amount: 15 } }))
  expect((await stage.ended(execution)).output).toMatchObject({
    tool: 'issue_voucher',
    arguments: { amount: 15, currency: 'EUR', message: 'Sorry for the late parcel.' },
  })
})

test('agent tool call: hands over to a person when refused', async () => {
  const execution = await stage.start('agent-tool-call', agentInput(7))
  await stage.fail((await stage.desk.next()).token, 'ToolCallRefused', answerOf('reject', { reason: 'HumanTakesOver' }))
  expect((await stage.ended(execution)).output).toEqual({ queue: 'support-level-2', because: 'ToolCallRefused' })
  expect(effects('agent/call-7/call')).toEqual([])
})

test('document review: stores the corrected fields, and asks nobody about a clear reading', async () => {
  const unsure = await stage.start('document-review', documentInput(8))
  const { token, approval } = await stage.desk.next()
  expect(approval.case.contextLine).toBe('Unsure about: batch')
  await stage.succeed(token, answerOf('approve', { input: { batch: 'VU-2611-07' } }))
  expect((await stage.ended(unsure)).output).toMatchObject({ fields: { quantity: 48, batch: 'VU-2611-07' } })

  const input = documentInput(9)
  input.document.reading.confidence.batch = 95
  const clear = await stage.ended(await stage.start('document-review', input))
  expect(statesOf(clear.events)).not.toContain('ReviewFields')
  expect(clear.output).toMatchObject({ fields: { batch: 'VU-2611-O7' } })
})

test('price change: each article of a Map has an approval of its own, and what fails is kept for people', async () => {
  const input = priceInput(11)
  input.lines.push({ sku: 'MAP-GONE', name: 'Map', from: '19.90', to: '0.00', validFrom: '2026-12-01' })
  const execution = await stage.start('price-change', input)
  const asked = [await stage.desk.next(), await stage.desk.next(), await stage.desk.next(), await stage.desk.next()]
  expect(asked.map(({ approval }) => approval.key).sort()).toEqual(input.lines.map(({ sku }) => sku).sort())
  for (const { token, approval } of asked) {
    if (approval.key === 'MAP-SAREK') await stage.fail(token, 'PriceRejected', answerOf('reject'))
    else await stage.succeed(token, answerOf('approve'))
  }
  expect((await stage.ended(execution)).output).toMatchObject({
    results: [
      { sku: 'STOVE-OMNI', result: 'set', price: '229.00' },
      { sku: 'MAP-SAREK', result: 'kept' },
      { sku: 'BAG-POLAR-12', result: 'set', price: '399.00' },
      { sku: 'MAP-GONE', result: 'dead-lettered', error: 'PriceRefusedByShop' },
    ],
  })
  expect(JSON.parse(effects('queue/price-change-dead-letters/')[0]?.result.body).execution).toBe(execution)
})

test('knowledge ingestion: publishes what a person has seen, and drops the rest', async () => {
  const published = await stage.start('knowledge-ingestion', knowledgeInput(12))
  const first = await stage.desk.next()
  expect(first.approval).toMatchObject({
    title: 'Publish 43 chunks to help-centre-en',
    case: { contextLine: '4 documents, answers to 12 of 120 test questions change' },
  })
  await stage.succeed(first.token, answerOf('approve'))
  expect((await stage.ended(published)).output).toMatchObject({ live: 'run-12' })

  const dropped = await stage.start('knowledge-ingestion', knowledgeInput(13))
  await stage.fail((await stage.desk.next()).token, 'PublishRejected', answerOf('reject', { reason: 'Confidential' }))
  expect((await stage.ended(dropped)).output).toEqual({ collection: 'help-centre-en', dropped: 'run-13' })
})

test('a registration that Countersign refuses fails the workflow instead of leaving it waiting', async () => {
  const execution = await stage.start('refund', { ...refundInput(10), amountText: 'x'.repeat(300) })
  const { status, error, cause } = await stage.ended(execution)
  expect({ status, error }).toEqual({ status: 'FAILED', error: 'CountersignRefused' })
  expect(cause).toContain('approval')
})
