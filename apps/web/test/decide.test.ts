import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { approval, fullRefund, workingDay } from './support/cases.ts'
import { DANA, MARCO } from './support/people.ts'
import { startRig } from './support/rig.ts'

let rig: Awaited<ReturnType<typeof startRig>>
beforeAll(async () => {
  rig = await startRig()
})
afterEach(() => rig.endTest())
afterAll(() => rig.close())

const open = async (page: Page, id: string) => {
  await page.goto(`/inbox?open=${id}`)
  await page.getByRole('region', { name: 'Decision' }).waitFor()
}
/** The armed bar ignores a second press that comes too soon after the first. */
const armed = (page: Page) => page.waitForTimeout(300)

test('signs in with one click and lands where the link led', async () => {
  const question = approval()
  const { visit } = await rig.fresh([question])
  const { page } = await visit(null)
  await page.goto(`/inbox/${question.id}`)
  await page.getByRole('button', { name: /Marco Bianchi/ }).click()
  await page.getByRole('heading', { level: 1, name: question.title }).waitFor()
  expect(new URL(page.url()).pathname).toBe(`/inbox/${question.id}`)
})

test('decides by keyboard alone: two different keys, and what was seen is what is sent', async () => {
  const { store, visit } = await rig.fresh(workingDay())
  const [, , , limit] = [...store.approvals.values()]
  const { page } = await visit(MARCO)
  await page.goto('/inbox')
  await page.getByRole('heading', { name: /Release 14/ }).waitFor()

  // What Marco asked for himself does not wait for him: two steps lead past it.
  for (const _ of [1, 2]) await page.keyboard.press('j')
  await page.getByRole('heading', { name: limit?.title ?? '' }).waitFor()
  await page.keyboard.press('a')
  await page.getByText('Armed: Raise limit').waitFor()
  expect(store.votesReceived).toHaveLength(0)

  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /^Raise limit/ }).waitFor()
  await page.keyboard.press('a')
  await armed(page)
  await page.keyboard.press('Enter')
  await page.getByText('Not sent yet').first().waitFor()
  expect(store.votesReceived).toMatchObject([
    { id: limit?.id, vote: { outcome: 'approve', caseDigest: limit?.caseDigest, undoSeconds: 10 } },
  ])
  expect(await page.getByRole('button', { name: /^Next:/ }).evaluate((node) => node === document.activeElement)).toBe(
    true,
  )
})

test('undoes with z while the decision is held', async () => {
  const question = approval({ undoSeconds: 60 })
  const { store, visit } = await rig.fresh([question])
  const { page } = await visit(MARCO)
  await open(page, question.id)
  await page.keyboard.press('a')
  await armed(page)
  await page.keyboard.press('Enter')
  await page.getByRole('list', { name: 'Delivery' }).waitFor()
  await page.keyboard.press('z')
  await page.getByRole('button', { name: /^Approve refund/ }).waitFor()
  expect(store.get(question.id)).toMatchObject({ status: 'pending', decision: null })
})

test('rejects with a typed reason and a comment, and the error follows the reason', async () => {
  const question = fullRefund({ undoSeconds: 0 })
  const { store, visit } = await rig.fresh([question])
  const { page } = await visit(MARCO)
  await open(page, question.id)
  await page.keyboard.press('r')
  const bar = page.getByRole('region', { name: 'Decision' })
  await bar.getByText('Choose a reason first.').waitFor()
  await page.keyboard.press('Control+Enter')
  expect(store.votesReceived).toHaveLength(0)

  await page.keyboard.press('3')
  await bar.getByText('task fails with ProofMissing').waitFor()
  await bar.getByLabel(/Comment/).fill('No photo of the parcel.')
  await page.keyboard.press('Control+Enter')
  await bar.getByText('History event 11').waitFor()
  expect(store.votesReceived).toMatchObject([
    { vote: { outcome: 'reject', reason: 'NeedsProof', comment: 'No photo of the parcel.', undoSeconds: 0 } },
  ])
})

test('follows the delivery to the history event that proves it', async () => {
  const question = approval({ undoSeconds: 0 })
  const { store, visit } = await rig.fresh([question])
  store.autoDeliver = false
  const { page } = await visit(MARCO)
  await open(page, question.id)
  await page.getByRole('button', { name: /^Approve refund/ }).click()
  await armed(page)
  await page.getByRole('button', { name: /^Confirm/ }).click()
  const bar = page.getByRole('region', { name: 'Decision' })
  await bar.getByText('Recorded. Waiting to be sent').waitFor()
  expect(await bar.getByText('Workflow continued, not yet').count()).toBe(1)
  store.deliver(question.id, 'unconfirmed')
  await bar.getByText('Checking the execution history').waitFor()
  store.deliver(question.id, 'confirmed')
  await bar.getByText('History event 11').waitFor()
  await bar.getByText('TaskSucceeded').waitFor()
})

test('shows an edit as a difference before it is sent, and sends it as input', async () => {
  const [, , , limit] = workingDay()
  if (!limit) throw new Error('the working day has a form')
  const { store, visit } = await rig.fresh([limit])
  const { page } = await visit(MARCO)
  await open(page, limit.id)
  await page.keyboard.press('e')
  await page.getByLabel('Daily limit').fill('12000')
  await page.getByText('Daily limit must be at most 10000.').first().waitFor()
  await page.getByLabel('Daily limit').fill('2500')
  await page.getByRole('button', { name: 'Keep 1 change' }).click()
  await page.getByRole('button', { name: /^Raise limit/ }).click()
  await page.getByText('Your edit is sent with the approval').waitFor()
  await armed(page)
  await page.getByRole('button', { name: /^Confirm/ }).click()
  await page.getByRole('list', { name: 'Delivery' }).waitFor()
  expect(store.votesReceived[0]?.vote.input).toEqual({
    dailyLimit: 2500,
    currency: 'EUR',
    notify: true,
    review: { inDays: 30 },
  })
})

test('single keys rest while typing and when they are switched off', async () => {
  const question = approval()
  const { store, visit } = await rig.fresh([question])
  const { page } = await visit(MARCO)
  await open(page, question.id)
  await page.getByLabel('Comment').fill('')
  await page.getByLabel('Comment').pressSequentially('are we sure?')
  expect(await page.getByText('Armed').count()).toBe(0)
  await page.getByRole('button', { name: 'Comment' }).click()
  await page.getByText('are we sure?').first().waitFor()

  await page.getByRole('heading', { name: question.title }).click()
  await page.keyboard.press('?')
  await page.getByRole('button', { name: 'Switch shortcuts off' }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await page.keyboard.press('a')
  expect(await page.getByText('Armed').count()).toBe(0)
  expect(store.get(question.id).comments).toMatchObject([{ text: 'are we sure?' }])
})

test('decides on a phone with two taps, at the thumb', async () => {
  const question = fullRefund({ undoSeconds: 0 })
  const { store, visit } = await rig.fresh([question])
  const { page } = await visit(MARCO, { width: 390, height: 844, touch: true })
  await page.goto('/inbox')
  await page.getByRole('link', { name: /Refund EUR 1,240/ }).tap()
  await page.getByRole('button', { name: /^Approve refund/ }).tap()
  await armed(page)
  await page.getByRole('button', { name: /^Confirm/ }).tap()
  await page.getByText('History event 11').first().waitFor()
  expect(store.get(question.id).status).toBe('approved')
})

test.each([2, 3])('says all of %i verbs and their consequences in full on a phone, beside an edit', async (count) => {
  const [, , , limit] = workingDay()
  if (!limit) throw new Error('the working day has a form')
  const outcomes = [
    { id: 'approve', kind: 'success' as const, label: 'Let the agent do it', reasons: [] },
    { id: 'reject', kind: 'failure' as const, label: 'Stop the agent', error: 'ToolCallRefused', reasons: [] },
    { id: 'shadow', kind: 'success' as const, label: 'Run it in shadow for a week', reasons: [] },
  ].slice(0, count)
  const question = { ...limit, outcomes }
  const { visit } = await rig.fresh([question])
  const { page, context } = await visit(MARCO, { width: 390, height: 844, touch: true })
  await page.goto(`/inbox/${question.id}`)
  const bar = page.getByRole('region', { name: 'Decision' })
  await bar.getByRole('button', { name: /^Edit/ }).waitFor()
  const cut = await bar
    .locator('button span, p')
    .evaluateAll((all) =>
      all.filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 1).map((one) => one.textContent),
    )
  expect(cut).toEqual([])
  await context.close()
})

test('on a phone, back leads to the same search, the same place and the row that was opened', async () => {
  const many = Array.from({ length: 30 }, (_, index) =>
    approval({ title: `Refund number ${index + 1}`, dueInMs: (index + 2) * 3_600_000 }),
  )
  const { visit } = await rig.fresh([...many, approval({ title: 'Something else' })])
  const { page } = await visit(MARCO, { width: 390, height: 844, touch: true })
  await page.goto('/inbox?q=number')
  const row = page.getByRole('link', { name: /Refund number 24/ })
  await row.scrollIntoViewIfNeeded()
  await row.tap()
  await page.getByRole('heading', { level: 1, name: 'Refund number 24' }).waitFor()
  await page.getByRole('link', { name: 'Inbox' }).tap()
  await row.waitFor()
  expect(new URL(page.url()).search).toBe('?q=number')
  await expect.poll(() => row.evaluate((node) => node === document.activeElement)).toBe(true)
  const box = await row.boundingBox()
  expect(box?.y).toBeGreaterThan(0)
  expect(box?.y).toBeLessThan(844)
})

test('who prefers to move on does so at once, and z still takes the last decision back', async () => {
  const { store, visit } = await rig.fresh(workingDay())
  const [, order] = [...store.approvals.values()]
  const { page } = await visit(DANA)
  await page.goto('/inbox?view=all')
  await page.getByRole('heading', { name: order?.title ?? '' }).waitFor()
  await page
    .getByRole('button', { name: /^Account/ })
    .last()
    .click()
  await page.getByRole('menuitem', { name: 'Settings' }).click()
  await page.getByRole('radio', { name: 'Next one' }).click()
  await page.goBack()
  await page.getByRole('heading', { name: order?.title ?? '' }).waitFor()

  await page.keyboard.press('a')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: /Refund EUR 1,240/ }).waitFor()
  const toast = page.getByRole('region', { name: 'Notifications' })
  await toast.getByText('Release order').waitFor()
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('approval-title')
  expect(store.get(order?.id ?? '').status).toBe('approved')
  await page.keyboard.press('z')
  await toast.getByText('Undone: Release order').waitFor()
  expect(store.get(order?.id ?? '').status).toBe('pending')

  await page.keyboard.press('g')
  await page.keyboard.press('h')
  await page.getByRole('heading', { name: 'Done' }).waitFor()
  expect(new URL(page.url()).searchParams.get('view')).toBe('done')
})
