import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { answer } from '@countersign/shared/answer'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../browser.mjs'
import { problemOf, signInAs } from './person.ts'
import { type RunningCountersign, startCountersign } from './running-countersign.ts'
import { until } from './until.ts'
import { visitAs } from './visitor.ts'
import { isWaiting, openWorkflows, statesOf, type Workflows } from './workflows.ts'

// Acceptance 1: the whole stack of `npm start`, a real browser, and the engine's own history as the judge.
let home: string
let countersign: RunningCountersign
let workflows: Workflows
let browser: Browser

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'countersign-home-'))
  ;[countersign, browser] = await Promise.all([startCountersign(home), launchBrowser()])
  workflows = await openWorkflows(countersign.demo)
})
afterAll(async () => {
  await browser?.close()
  workflows?.close()
  await countersign?.interrupt()
  await rm(home, { recursive: true, force: true })
})

/** What the example's functions did to the outside world for this order, by the ledger they write. */
async function effectsOf(order: string): Promise<string[]> {
  const lines = (await readFile(join(home, 'effects.jsonl'), 'utf8')).trim().split('\n')
  return lines
    .filter((line) => line.includes(`FF-${order}`))
    .map((line) => JSON.parse(line).key.replace(`order/FF-${order}/`, '').split('/')[0])
}

describe.concurrent('an order that a person has to release', () => {
  test('appears in an open inbox, is approved by keyboard alone and ends SUCCEEDED with both notifications made', async () => {
    const priya = await visitAs(browser, countersign.demo, 'Priya Raman')
    const { page, bar } = priya
    await page
      .getByRole('link', { name: /Release order/ })
      .first()
      .waitFor()
    const { executionArn, approvalId } = await workflows.startOrder('70001')

    await page.getByRole('button', { name: /\d new/ }).waitFor()
    await page.keyboard.press('n')
    const row = page.getByRole('link', { name: /Release order FF-70001/ })
    await row.waitFor()
    for (let presses = 0; (await row.getAttribute('aria-current')) !== 'true' && presses < 60; presses += 1) {
      await page.keyboard.press('j')
    }
    await page.getByRole('heading', { name: /Release order FF-70001 over EUR 2,636.00/ }).waitFor()
    await priya.decideByKeys('a')
    await bar.getByText('Not sent yet').waitFor()
    await bar.getByText('Workflow continued, done').waitFor()
    // The evidence is collected from the history after the answer was confirmed, and shown when it is there.
    await bar.getByText(/History event/).waitFor()
    const shown = await bar.getByRole('status').textContent()
    expect(await priya.isSamePage()).toBe(true)

    const { status, events } = await workflows.ended(executionArn)
    expect(status).toBe('SUCCEEDED')
    expect(statesOf(events)).toEqual([
      ...['ValidateOrder', 'ReserveInventory', 'ReviewOrder', 'ChargePayment', 'NotifyParties'],
      ...['EmailCustomer', 'PublishOrderPlaced', 'OrderPlaced'],
    ])
    expect((await effectsOf('70001')).sort()).toEqual(['charge', 'email', 'reserve', 'topic'])
    const notified = events.filter(({ taskSucceededEventDetails: it }) => it && it.resourceType !== 'lambda')
    expect(notified.map(({ taskSucceededEventDetails: it }) => it?.resource).sort()).toEqual(['publish', 'sendEmail'])

    // The answer the workflow got is the decision we hold, word for word (I2), and the event shown is the one it made.
    const decided = events.find(({ taskSucceededEventDetails: it }) => it?.resource === 'invoke.waitForTaskToken')
    const view = await (await signInAs(countersign.demo, 'usr_priya')).approval(approvalId)
    const told = answer.parse(JSON.parse(decided?.taskSucceededEventDetails?.output ?? ''))
    expect(told).toMatchObject({ outcome: 'approve', approved: true, approvalId, decisionId: view.decision?.id })
    expect(told.decidedBy).toEqual([{ id: 'usr_priya', name: 'Priya Raman', via: 'web' }])
    expect(told.witness).toMatchObject({ caseDigest: view.caseDigest, policyVersion: view.policy.version })
    expect(view.callback).toMatchObject({
      status: 'confirmed',
      historyEvent: { id: decided?.id, type: 'TaskSucceeded' },
    })
    expect(shown).toContain(`History event ${decided?.id}, TaskSucceeded`)
    await priya.context.close()
  })

  test('is rejected with "Out of stock": the Catch for InsufficientStock compensates and it ends FAILED with OrderFailed', async () => {
    const priya = await visitAs(browser, countersign.demo, 'Priya Raman')
    const { page, bar } = priya
    const { executionArn, approvalId } = await workflows.startOrder('70002')
    await page.goto(`/inbox?open=${approvalId}`)
    await page.getByRole('heading', { name: /FF-70002/ }).waitFor()
    await page.keyboard.press('r')
    await bar.getByText('Choose a reason first.').waitFor()
    await page.keyboard.press('1')
    await bar.getByText('task fails with InsufficientStock').waitFor()
    await bar.getByLabel(/Comment/).fill('The shelf is empty.')
    await page.keyboard.press('Control+Enter')
    await bar.getByText('Workflow continued, done').waitFor()
    await bar.getByText('TaskFailed').waitFor()

    const { status, error, cause, events } = await workflows.ended(executionArn)
    expect({ status, error, cause }).toEqual({
      status: 'FAILED',
      error: 'OrderFailed',
      cause: 'Order FF-70002 was not placed: InsufficientStock',
    })
    expect(statesOf(events).slice(3)).toEqual(['RequestStockCount', 'ReleaseReservation', 'OrderFailed'])
    expect(await effectsOf('70002')).toEqual(['reserve', 'stock-count', 'release'])
    const failed = events.find(({ type }) => type === 'TaskFailed')?.taskFailedEventDetails
    expect(failed?.error).toBe('InsufficientStock')
    expect(answer.parse(JSON.parse(failed?.cause ?? ''))).toMatchObject({
      ...{ outcome: 'reject', approved: false, approvalId, reason: 'OutOfStock', comment: 'The shelf is empty.' },
    })
    await priya.context.close()
  })

  test('lapses before their eyes: States.Timeout, shown as expired, and a vote gets 410 with the reason', async () => {
    const priya = await visitAs(browser, countersign.demo, 'Priya Raman')
    const { page, bar } = priya
    const { executionArn, approvalId } = await workflows.startOrder('70003', { timeoutSeconds: 8, heartbeatSeconds: 5 })
    await page.goto(`/inbox?open=${approvalId}`)
    await bar.getByRole('button', { name: /^Charge and ship/ }).waitFor()
    await page.getByText('This approval has expired').waitFor()
    await page.getByText('The task timed out before anyone decided.').first().waitFor()
    expect(await bar.getByRole('button', { name: /^Charge and ship/ }).count()).toBe(0)
    await bar.getByText('Nothing was sent to the workflow').waitFor()

    const { error, events } = await workflows.ended(executionArn)
    expect(error).toBe('OrderFailed')
    expect(events.find(({ type }) => type === 'TaskTimedOut')?.taskTimedOutEventDetails?.error).toBe('States.Timeout')
    expect(statesOf(events).slice(3)).toEqual(['ReviewLapsed', 'ReleaseReservation', 'OrderFailed'])
    expect(await effectsOf('70003')).toEqual(['reserve', 'release'])

    const refused = await (await signInAs(countersign.demo, 'usr_priya')).vote(approvalId, 'approve')
    expect(refused.status).toBe(410)
    expect(problemOf(refused)).toMatchObject({ code: 'expired', reason: 'task_timed_out' })
    expect(problemOf(refused).detail).toContain('The task timed out before anyone decided.')
    await priya.context.close()
  })

  test('is approved and undone in the window: pending again, and nothing has reached the workflow', async () => {
    const priya = await visitAs(browser, countersign.demo, 'Priya Raman')
    const { page, bar } = priya
    const { executionArn, approvalId } = await workflows.startOrder('70004')
    await page.goto(`/inbox?open=${approvalId}`)
    await bar.getByRole('button', { name: /^Charge and ship/ }).waitFor()
    await priya.decideByKeys('a')
    await bar.getByRole('button', { name: /^Undo/ }).waitFor()
    const person = await signInAs(countersign.demo, 'usr_priya')
    const undoUntil = Date.parse((await person.approval(approvalId)).decision?.undoUntil ?? '')
    await page.keyboard.press('z')
    await bar.getByRole('button', { name: /^Charge and ship/ }).waitFor()

    // The window has to pass before "nothing was sent" means anything; this test is about real time.
    await until('the window has passed', async () => (Date.now() > undoUntil + 1_000 ? true : undefined))
    expect(await person.approval(approvalId)).toMatchObject({ status: 'pending', decision: null, callback: null })
    expect(isWaiting(await workflows.history(executionArn))).toBe(true)
    await priya.context.close()
  })

  test('is decided by one of two: the other sees it live, and a vote that comes second gets 409 naming the first', async () => {
    const [priya, marco, unaware] = await Promise.all([
      visitAs(browser, countersign.demo, 'Priya Raman'),
      visitAs(browser, countersign.demo, 'Marco Bianchi'),
      visitAs(browser, countersign.demo, 'Marco Bianchi'),
    ])
    const { approvalId } = await workflows.startOrder('70005')
    // The third window hears nothing of what others do, as behind a network that swallows the event stream.
    await unaware.page.route(/\/v1\/events/, (route) => route.abort())
    for (const { page, bar } of [priya, marco, unaware]) {
      await page.goto(`/inbox?open=${approvalId}`)
      await bar.getByRole('button', { name: /^Charge and ship/ }).waitFor()
    }
    await unaware.page.keyboard.press('a')
    await unaware.bar.getByText(/^Armed/).waitFor()
    await priya.decideByKeys('a')

    await marco.bar.getByText('“Charge and ship” by Priya Raman').waitFor()
    expect(await marco.bar.getByRole('button', { name: /^Charge and ship/ }).count()).toBe(0)
    await unaware.bar.getByText(/^Armed/).waitFor()
    await unaware.page.keyboard.press('Enter')
    await unaware.bar.getByText(/“Charge and ship” by Priya Raman .*Yours was not sent/).waitFor()

    const second = await (await signInAs(countersign.demo, 'usr_marco')).vote(approvalId, 'reject', {
      reason: 'OutOfStock',
    })
    expect(second.status).toBe(409)
    expect(problemOf(second)).toMatchObject({
      code: 'already-decided',
      winner: { name: 'Priya Raman', outcome: 'approve' },
    })
    for (const { context } of [priya, marco, unaware]) await context.close()
  })
})
