import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { approval } from './support/cases.ts'
import { MARCO } from './support/people.ts'
import { startRig } from './support/rig.ts'

let rig: Awaited<ReturnType<typeof startRig>>
beforeAll(async () => {
  rig = await startRig()
})
afterEach(() => rig.endTest())
afterAll(() => rig.close())

const NEW = 'LT12 1000 0111 0100 1000'
const OLD = 'NO93 8601 1117 947'
const CARD = '4711 0815 2209'

const hiding = (part: Parameters<typeof approval>[0] = {}) =>
  approval({
    title: 'Change the bank account of Vestland Ull AS',
    undoSeconds: 0,
    case: {
      fields: [
        { label: 'Supplier', value: 'Vestland Ull AS' },
        { label: 'Card', value: CARD, sensitive: true },
      ],
      changes: [
        { field: 'IBAN', from: OLD, to: NEW, sensitive: true },
        { field: 'Bank', from: 'Sparebanken Vest', to: 'Baltic Pay UAB' },
      ],
      evidence: [],
      payload: { card: CARD, currency: 'EUR' },
    },
    form: {
      schema: { type: 'object', properties: { card: { type: 'string', title: 'Card' } } },
      initial: { card: CARD },
    },
    ...part,
  })

const bar = (page: Page) => page.getByRole('region', { name: 'Decision' })
const secretsIn = async (page: Page) => {
  const text = await page.locator('body').textContent()
  return [NEW, OLD, CARD].filter((secret) => text?.includes(secret))
}

test('hidden values are shown in place by one key, hidden by the same, and noted for everybody to see', async () => {
  const question = hiding()
  const { store, visit } = await rig.fresh([question])
  const { page, errors } = await visit(MARCO)
  await page.goto(`/inbox/${question.id}`)
  const control = page.getByRole('button', { name: 'Reveal 2 hidden values', exact: true })
  await control.waitFor()
  expect(await secretsIn(page)).toEqual([])
  await bar(page).getByText('2 values not revealed: Card, IBAN').waitFor()

  await page.keyboard.press('s')
  await page.getByText(NEW).first().waitFor()
  expect(await secretsIn(page)).toEqual([NEW, OLD, CARD])
  await page.getByText('revealed what is hidden').waitFor()
  expect(await bar(page).getByText('not revealed').count()).toBe(0)
  expect(store.get(question.id).reveals).toMatchObject([{ by: { id: MARCO.id }, attempt: 1 }])

  await page.keyboard.press('s')
  await control.waitFor()
  expect(await secretsIn(page)).toEqual([])
  // Having looked once is enough to decide, and a reload shows nothing by itself.
  expect(await bar(page).getByText('not revealed').count()).toBe(0)
  await page.reload()
  await control.waitFor()
  expect(await secretsIn(page)).toEqual([])
  expect(errors).toEqual([])
})

test('nobody decides on hidden values without being told so, once more when the answer is armed', async () => {
  const question = hiding()
  const { store, visit } = await rig.fresh([question])
  const { page } = await visit(MARCO)
  await page.goto(`/inbox/${question.id}`)
  // What may be edited is hidden itself, and would be sent back empty.
  await page.keyboard.press('e')
  expect(await bar(page).getByLabel('Card').count()).toBe(0)
  await bar(page)
    .getByRole('button', { name: /^Approve refund/ })
    .click()
  await bar(page).getByText('2 values not revealed.').waitFor()
  await page.waitForTimeout(300)
  await bar(page)
    .getByRole('button', { name: /^Confirm/ })
    .click()
  await expect.poll(() => store.votesReceived.length).toBe(1)
  expect(store.votesReceived[0]?.vote.input).toBeUndefined()
})

test('where the policy demands it the buttons wait for the reveal, and a reveal that fails says why', async () => {
  const question = hiding({ risk: 'high' })
  const { store, api, visit } = await rig.fresh([question])
  api.faults.reveal = 'down'
  const { page } = await visit(MARCO, { width: 390, height: 844, touch: true })
  await page.goto(`/inbox/${question.id}`)
  await bar(page).getByText('counts the votes of those only who have revealed').waitFor()
  await bar(page)
    .getByRole('button', { name: /^Approve refund/ })
    .click({ force: true })
  expect(await page.getByText('Armed').count()).toBe(0)

  const reveal = bar(page).getByRole('button', { name: 'Reveal 2 hidden values first' })
  await reveal.click()
  await page.getByText('Not revealed: The log cannot be written at the moment.').waitFor()
  expect(await secretsIn(page)).toEqual([])

  api.faults.reveal = 'fine'
  await reveal.click()
  await page.getByText(NEW).first().waitFor()
  await bar(page)
    .getByRole('button', { name: /^Approve refund/ })
    .click()
  await page.waitForTimeout(300)
  await bar(page)
    .getByRole('button', { name: /^Confirm/ })
    .click()
  await expect.poll(() => store.votesReceived.length).toBe(1)
})

test('the case of another attempt is hidden again, and a difference does not tell what is hidden', async () => {
  const question = hiding()
  const { store, visit } = await rig.fresh([question])
  const { page } = await visit(MARCO)
  await page.goto(`/inbox/${question.id}`)
  await bar(page).getByText('2 values not revealed').waitFor()
  await page.keyboard.press('s')
  await page.getByText(NEW).first().waitFor()
  const OTHER = 'SE35 5000 0000 7731'
  const changes = question.case.changes.map((change) => (change.field === 'IBAN' ? { ...change, to: OTHER } : change))
  store.change(question.id, { attempt: 2, case: { ...question.case, changes } })
  await page.getByText('What is hidden may differ as well').waitFor()
  expect(await page.locator('body').textContent()).not.toContain(OTHER)
  await bar(page).getByText('2 values not revealed').waitFor()
  await page.keyboard.press('s')
  await page.getByText(OTHER).first().waitFor()
})
