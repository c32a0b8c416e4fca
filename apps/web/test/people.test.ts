import type { ApprovalView } from '@countersign/shared/views'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { accessFaults } from './support/access-faults.ts'
import { approval } from './support/cases.ts'
import { ANA, DANA, HELEN } from './support/people.ts'
import { startRig } from './support/rig.ts'

let rig: Awaited<ReturnType<typeof startRig>>
beforeAll(async () => {
  rig = await startRig()
})
afterEach(() => rig.endTest())
afterAll(() => rig.close())

const payments = { kind: 'team', id: 'payments', name: 'Payments' } as const
const platform = { kind: 'team', id: 'platform', name: 'Platform' } as const
const stage = (part: Partial<ApprovalView['stages'][number]>): ApprovalView['stages'][number] => ({
  id: 'money',
  name: 'Finance',
  state: 'now',
  because: null,
  given: 1,
  needed: 2,
  rejections: 0,
  rejectVotes: 1,
  asked: [payments],
  escalation: { at: new Date(Date.now() + 3_600_000).toISOString(), to: [platform], done: false },
  ...part,
})
const staged = () =>
  approval({
    stages: [
      stage({}),
      stage({ id: 'risk', name: 'Risk', state: 'later', given: 0, needed: 1, asked: [platform], escalation: null }),
    ],
    waiting: { stage: 'money', for: [payments], given: 1, needed: 2 },
    votesNeeded: 2,
    checks: [
      { label: 'Under the limit', result: 'pass', sentence: 'payload.amount < 5000.0' },
      { label: 'First refund this month', result: 'warn', sentence: 'past.asked == 0' },
    ],
    skippedStages: [{ id: 'board', name: 'Board', sentence: 'Not needed: payload.amount > 100000.0 does not hold.' }],
    votesFor: { id: 'usr_marco', name: 'Marco Bianchi' },
  })

test('stages, checks and what is still asked for are on the page, and in the row', async () => {
  const { store, visit } = await rig.fresh([staged()])
  const { page } = await visit(ANA)
  const [id] = store.approvals.keys()
  await page.goto(`/inbox/${id}`)
  const stages = page.getByRole('region', { name: 'Who decides' })
  await stages.getByText('1 of 2, waiting for Payments.').waitFor()
  await stages.getByText('Without an answer it goes to Platform too.').waitFor()
  await stages.getByText('1 stage is not needed here').click()
  await stages.getByText('payload.amount > 100000.0 does not hold', { exact: false }).waitFor()
  await page.getByText('You vote for Marco Bianchi, who is away.').waitFor()
  expect(await accessFaults(page)).toEqual([])
  await page.goto('/inbox')
  await page.locator('[data-row]').getByText('1/2').waitFor()
})

test('a claim is one key, says until when, and is released by the same key', async () => {
  const { store, visit } = await rig.fresh([staged()])
  const { page } = await visit(ANA)
  const [id] = store.approvals.keys()
  await page.goto(`/inbox/${id}`)
  await page.getByText('Nobody looks after it yet').waitFor()
  await page.keyboard.press('m')
  await page.getByText('You look after it until', { exact: false }).waitFor()
  expect(store.get(String(id)).claim?.by.id).toBe(ANA.id)
  await page.keyboard.press('m')
  await page.getByText('Nobody looks after it yet').waitFor()
  store.claim(String(id), HELEN)
  await page.getByText('Helen Weiss looks after it until', { exact: false }).waitFor()
  await page.getByRole('button', { name: 'Take over' }).click()
  await page.getByText('You look after it until', { exact: false }).waitFor()
})

test('handing over is a key, a choice and a press', async () => {
  const { store, visit } = await rig.fresh([staged()])
  const { page } = await visit(ANA)
  const [id] = store.approvals.keys()
  await page.goto(`/inbox/${id}`)
  await page.getByText('Nobody looks after it yet').waitFor()
  await page.keyboard.press('f')
  const dialog = page.getByRole('dialog', { name: 'Hand it over' })
  await dialog.getByLabel('To').selectOption({ label: DANA.name })
  expect(await accessFaults(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Hand over' }).click()
  await page.getByText('Handed to Dana Okafor').waitFor()
})

test('out of office is set and ended in the settings, and everybody who stands in sees it', async () => {
  const { visit } = await rig.fresh([staged()])
  const { page } = await visit(ANA)
  await page.goto('/settings')
  await page.getByLabel('Who stands in').selectOption({ label: DANA.name })
  await page.getByLabel('Until', { exact: true }).fill('2031-01-02T09:00')
  await page.getByRole('button', { name: 'Set out of office' }).click()
  await page.getByText('Dana Okafor stands in for you').waitFor()
  await page.getByText('You are out of office until', { exact: false }).waitFor()
  expect(await accessFaults(page)).toEqual([])
  const other = await visit(DANA)
  await other.page.goto('/inbox')
  await other.page.getByText('You stand in for Ana Lindqvist until', { exact: false }).waitFor()
  await page.getByRole('button', { name: 'I am back' }).click()
  await page.getByText('Dana Okafor stands in for you').waitFor({ state: 'detached' })
})
