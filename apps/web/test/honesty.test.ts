import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { approval, fullRefund, workingDay } from './support/cases.ts'
import { ANA, JOAO, MARCO, PRIYA } from './support/people.ts'
import { startRig } from './support/rig.ts'

let rig: Awaited<ReturnType<typeof startRig>>
beforeAll(async () => {
  rig = await startRig()
})
afterEach(() => rig.endTest())
afterAll(() => rig.close())

const bar = (page: Page) => page.getByRole('region', { name: 'Decision' })
const armed = (page: Page) => page.waitForTimeout(300)

test('the loser learns who won, and keeps the comment', async () => {
  const question = fullRefund()
  const { store, visit } = await rig.fresh([question])
  const { page } = await visit(MARCO)
  // The news of the other decision travels slower than this person's own click.
  await page.route('**/v1/events', (route) => route.abort())
  await page.goto(`/inbox/${question.id}`)
  await bar(page)
    .getByRole('button', { name: /^Reject refund/ })
    .click()
  await page.getByText('Already refunded').click()
  await bar(page)
    .getByLabel(/Comment/)
    .fill('Paid on Tuesday already.')
  store.decide(question.id, ANA, { outcome: 'approve', comment: 'fine', undoSeconds: 0 })
  await page.keyboard.press('Control+Enter')
  await bar(page)
    .getByText(/“Approve refund” by Ana Lindqvist .*Yours was not sent/)
    .waitFor()
  await bar(page).getByText('Paid on Tuesday already.').waitFor()
  await bar(page).getByRole('button', { name: 'Post it as a comment' }).click()
  await expect.poll(() => store.get(question.id).comments.length).toBe(1)
  expect(store.get(question.id).decision?.outcome).toBe('approve')
})

test('an old link says which attempt took over, and approvals that follow each other link both ways', async () => {
  const at = new Date().toISOString()
  const old = {
    number: 1,
    status: 'superseded',
    retryCount: 0,
    redriveCount: 0,
    registeredAt: at,
    closedAt: at,
  } as const
  const now = { ...old, number: 2, status: 'live', retryCount: 1, closedAt: null } as const
  const question = fullRefund()
  const later = fullRefund({ follows: question.id })
  const { visit } = await rig.fresh([{ ...question, attempt: 2, attempts: [old, now], followedBy: later.id }, later])
  const { page } = await visit(MARCO)
  await page.goto(`/inbox/${question.id}?attempt=1`)
  await page.getByText('The task was retried: this is attempt 2').waitFor()
  await page.getByText('The link was to attempt 1, which is superseded').waitFor()
  await page.getByRole('link', { name: 'the later approval' }).click()
  await page.getByRole('link', { name: 'an earlier approval' }).waitFor()
  expect(new URL(page.url()).pathname).toBe(`/inbox/${later.id}`)
})

test('a case that changed under the reader is shown as a difference and asked again', async () => {
  const question = fullRefund()
  const { store, visit } = await rig.fresh([question])
  const { page } = await visit(MARCO)
  await page.goto(`/inbox/${question.id}`)
  await bar(page)
    .getByRole('button', { name: /^Approve refund/ })
    .waitFor()
  const fields = question.case.fields.map((field) =>
    field.label === 'Amount' ? { ...field, value: '9999.00' } : field,
  )
  store.change(question.id, { case: { ...question.case, fields } })

  await page.getByText('The case changed since you opened it').waitFor()
  expect(
    await bar(page)
      .getByRole('button', { name: /^Approve refund/ })
      .getAttribute('aria-disabled'),
  ).toBe('true')
  await page.getByRole('region', { name: 'What changed in the case' }).getByText('9999.00').waitFor()
  await page.keyboard.press('a')
  expect(await page.getByText('Armed').count()).toBe(0)

  await page.getByRole('button', { name: 'I have read it' }).click()
  await bar(page)
    .getByRole('button', { name: /^Approve refund/ })
    .click()
  await armed(page)
  await page.keyboard.press('Enter')
  await page.getByRole('list', { name: 'Delivery' }).waitFor()
  expect(store.votesReceived[0]?.vote.caseDigest).toBe(store.get(question.id).caseDigest)
})

test('a change the page has not heard of is refused with 412 and then shown', async () => {
  const question = fullRefund()
  const { store, visit } = await rig.fresh([question])
  const { page } = await visit(MARCO)
  await page.route('**/v1/events', (route) => route.abort())
  await page.goto(`/inbox/${question.id}`)
  await bar(page)
    .getByRole('button', { name: /^Approve refund/ })
    .click()
  store.change(question.id, { why: 'Something else entirely.' })
  await armed(page)
  await page.keyboard.press('Enter')
  await bar(page).getByText('The case changed since you saw it. Yours was not sent.').waitFor()
  await page.getByText('The case changed since you opened it').waitFor()
  expect(store.get(question.id).status).toBe('pending')
})

test.each([
  ['too_late', 'Too late', 'the workflow had stopped waiting', 'The execution had timed out at 14:30.'],
  ['parked', 'Delivery failed', 'An operator has to repair it', 'AccessDeniedException: not authorized'],
  ['closed_elsewhere', 'Answered elsewhere', 'something else answered the task first', null],
] as const)('never says that a %s decision took effect', async (status, label, sentence, detail) => {
  const question = approval()
  const { store, visit } = await rig.fresh([question])
  store.autoDeliver = false
  store.decide(question.id, ANA, { outcome: 'approve', undoSeconds: 0 })
  store.deliver(question.id, status, detail)
  const { page } = await visit(MARCO)
  await page.goto(`/inbox/${question.id}`)
  await bar(page).getByText(label, { exact: false }).first().waitFor()
  await bar(page).getByText(sentence).waitFor()
  if (detail) await bar(page).getByText(detail).waitFor()
  expect(await bar(page).getByText('Workflow continued').count()).toBe(0)
})

test('an approval that ends while it is open says why, and can no longer be decided', async () => {
  const question = approval()
  const { store, visit } = await rig.fresh([question])
  const { page } = await visit(MARCO)
  await page.goto(`/inbox/${question.id}`)
  await bar(page)
    .getByRole('button', { name: /^Approve refund/ })
    .waitFor()
  store.close(question.id, 'expired', 'task_timed_out')
  await page.getByText('This approval has expired').waitFor()
  await page.getByText('The task timed out before anyone decided.').first().waitFor()
  expect(
    await bar(page)
      .getByRole('button', { name: /Approve/ })
      .count(),
  ).toBe(0)
})

test.each([
  [PRIYA, 'You asked for this; the policy “four-eyes” forbids deciding your own request.'],
  [JOAO, 'Auditors read everything and decide nothing.'],
])('a button that may not be used stays, with the reason', async (person, reason) => {
  const question = approval()
  const { store, visit } = await rig.fresh([question])
  const { page } = await visit(person)
  await page.goto(`/inbox/${question.id}`)
  const button = bar(page).getByRole('button', { name: /^Approve refund/ })
  await bar(page).getByText(reason).waitFor()
  expect(await button.getAttribute('aria-disabled')).toBe('true')
  await button.click({ force: true })
  await page.keyboard.press('a')
  expect(store.votesReceived).toHaveLength(0)
})

test('offline reads go on and decisions wait, with words', async () => {
  const question = approval()
  const { visit } = await rig.fresh([question])
  const { page, context } = await visit(MARCO)
  await page.goto(`/inbox/${question.id}`)
  await bar(page)
    .getByRole('button', { name: /^Approve refund/ })
    .waitFor()
  await context.setOffline(true)
  await page.getByText('You are offline.', { exact: true }).waitFor()
  expect(
    await bar(page)
      .getByRole('button', { name: /^Approve refund/ })
      .getAttribute('aria-disabled'),
  ).toBe('true')
  await context.setOffline(false)
  await page.getByText('You are offline.', { exact: true }).waitFor({ state: 'hidden' })
})

test('new items wait behind a button, and what others decide stays in place with who and when', async () => {
  const { store, visit } = await rig.fresh(workingDay())
  const [refund] = [...store.approvals.values()]
  const { page } = await visit(MARCO)
  await page.goto('/inbox')
  const rows = page.locator('[data-row]')
  await rows.first().waitFor()
  await page.getByText('Live', { exact: true }).waitFor()
  const before = await rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-row')))

  store.add(approval({ title: 'A very urgent refund', dueInMs: 60_000 }))
  store.decide(refund?.id ?? '', ANA, { outcome: 'approve', undoSeconds: 0 })
  await page.getByRole('button', { name: '1 new' }).waitFor()
  await page.getByRole('link', { name: /Refund EUR 1,240.*“Approve refund” by Ana Lindqvist/ }).waitFor()
  expect(await rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-row')))).toEqual(before)

  await page.keyboard.press('n')
  await page.getByRole('link', { name: /A very urgent refund/ }).waitFor()
  await page.getByRole('link', { name: /Refund EUR 1,240/ }).waitFor({ state: 'detached' })
})

test('a lost stream is said, and what it missed is found when it is back', async () => {
  const { store, api, visit } = await rig.fresh(workingDay())
  const [refund] = [...store.approvals.values()]
  const { page } = await visit(MARCO)
  await page.goto('/inbox')
  await page.getByText('Live', { exact: true }).waitFor()
  api.faults.events = 'down'
  api.dropStreams()
  await page.getByText('Reconnecting.', { exact: true }).waitFor()
  store.add(approval({ title: 'Arrived in the dark' }))
  store.decide(refund?.id ?? '', ANA, { outcome: 'reject', reason: 'Duplicate', undoSeconds: 0 })
  api.faults.events = 'fine'
  await page.getByText('Reconnecting.', { exact: true }).waitFor({ state: 'hidden', timeout: 30_000 })
  await page.getByRole('button', { name: '1 new' }).waitFor()
  await page.getByRole('link', { name: /Refund EUR 1,240.*“Reject refund” by Ana Lindqvist/ }).waitFor()
})

test("counts down by the server's clock, not this computer's", async () => {
  const question = approval({ dueInMs: 3 * 3_600_000 })
  const { api, visit } = await rig.fresh([question])
  api.faults.clockSkewMs = 3_600_000
  const { page } = await visit(MARCO)
  await page.goto(`/inbox/${question.id}`)
  await page.getByText(/^in 1 h 59 min$/).waitFor()
})

test('a lost reply is repeated under the same key, so it never counts twice', async () => {
  const question = approval({ undoSeconds: 0 })
  const { store, visit } = await rig.fresh([question])
  const { page } = await visit(MARCO)
  await page.goto(`/inbox/${question.id}`)
  await bar(page)
    .getByRole('button', { name: /^Approve refund/ })
    .click()
  const keys: (string | undefined)[] = []
  let lose = true
  await page.route('**/votes', async (route) => {
    keys.push(route.request().headers()['idempotency-key'])
    if (!lose) return route.continue()
    lose = false
    await route.abort('connectionreset')
  })
  await armed(page)
  await page.keyboard.press('Enter')
  await bar(page).getByText('It is not known whether your decision arrived').waitFor()
  await bar(page).getByRole('button', { name: 'Back to the decision' }).click()
  await bar(page)
    .getByRole('button', { name: /^Approve refund/ })
    .click()
  await armed(page)
  await page.keyboard.press('Enter')
  await page.getByRole('list', { name: 'Delivery' }).waitFor()
  expect(keys).toHaveLength(2)
  expect(keys[0]).toBe(keys[1])
  expect(store.votesReceived).toHaveLength(1)
})

test('a tab follows when another tab of the browser becomes somebody else, so that no vote goes out in a wrong name', async () => {
  const question = approval()
  const { visit } = await rig.fresh([question])
  const { page, context } = await visit(MARCO)
  await page.goto(`/inbox?open=${question.id}`)
  await bar(page)
    .getByRole('button', { name: /^Approve refund/ })
    .waitFor()
  const other = await context.newPage()
  await other.goto('/sign-in')
  await other.getByRole('button', { name: /Ana Lindqvist/ }).click()
  await other.getByRole('button', { name: 'Account: Ana Lindqvist' }).waitFor()
  await page.getByRole('button', { name: 'Account: Ana Lindqvist' }).waitFor()
  expect(await page.getByRole('button', { name: 'Account: Marco Bianchi' }).count()).toBe(0)
})

test('what is snoozed leaves the queue of one person, waits in its own view, and can be woken', async () => {
  const question = approval()
  const { store, visit } = await rig.fresh([question])
  const { page } = await visit(MARCO)
  await page.goto(`/inbox?open=${question.id}`)
  await bar(page).waitFor()
  await page.keyboard.press('h')
  await page.getByRole('button', { name: 'Until tomorrow morning' }).click()
  await page
    .getByText(/^Snoozed until/)
    .first()
    .waitFor()
  expect(store.watchOf(question.id, MARCO).snoozedUntil).toMatch(/T08:00:00/)
  expect(store.watchOf(question.id, ANA).snoozedUntil).toBeNull()

  await page.goto('/inbox')
  await page.getByText('All clear').waitFor()
  await page.goto('/inbox?view=snoozed')
  await page.getByRole('button', { name: 'Wake it' }).click()
  await page.getByRole('button', { name: 'Wake it' }).waitFor({ state: 'hidden' })
  expect(store.watchOf(question.id, MARCO).snoozedUntil).toBeNull()
})

test('who asked may withdraw the question, after reading what that does', async () => {
  const question = approval()
  const { store, visit } = await rig.fresh([question])
  const { page } = await visit(PRIYA)
  await page.goto(`/inbox/${question.id}`)
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Withdraw the question' }).click()
  const dialog = page.getByRole('dialog', { name: 'Withdraw the question' })
  await dialog.getByText('Countersign.Cancelled').waitFor()
  expect(store.get(question.id).status).toBe('pending')
  await dialog.getByRole('button', { name: 'Withdraw' }).click()
  await page.getByText('This approval was withdrawn').waitFor()
  expect(store.get(question.id).status).toBe('withdrawn')
})
