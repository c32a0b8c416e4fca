import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { accessFaults } from './support/access-faults.ts'
import { approval } from './support/cases.ts'
import { REFUNDS, REFUNDS_TEXT } from './support/fake-policies.ts'
import { HELEN, MARCO } from './support/people.ts'
import { startRig } from './support/rig.ts'

let rig: Awaited<ReturnType<typeof startRig>>
beforeAll(async () => {
  rig = await startRig()
})
afterEach(() => rig.endTest())
afterAll(() => rig.close())

test('a policy is read as sentences, by everybody; only admins write it', async () => {
  const { policies, visit } = await rig.fresh([approval()])
  policies.add('refunds', REFUNDS_TEXT, REFUNDS)
  const { page, errors, consoleErrors, cspReports } = await visit(MARCO, {
    theme: 'dark',
    width: 390,
    height: 844,
    touch: true,
  })
  await page.goto('/policies')
  await page.getByText('Payments → Finance lead').waitFor()
  expect(await accessFaults(page)).toEqual([])
  await page.getByRole('link', { name: /refunds/ }).click()
  await page.getByRole('heading', { name: 'Finance lead' }).waitFor()
  const shown = await page.getByRole('main').textContent()
  for (const part of [
    '1 vote of the team that is asked.',
    'Only when payload.amount > 1000.0',
    '1 vote of Ana Lindqvist.',
    'After 2 hours Platform may answer too.',
    'Small amounts: “approve” when payload.amount <= 50.0',
    'Reminds after 1 hour in a stage.',
    'Kept from deciding: the requester',
  ])
    expect(shown).toContain(part)
  expect(await page.getByRole('tab').allTextContents()).toEqual(['Rules', 'Versions'])
  expect(await accessFaults(page)).toEqual([])
  expect([...errors, ...consoleErrors, ...(await cspReports())]).toEqual([])
})

test('a policy is written in versions: mistakes stand at their lines, and what changed can be seen', async () => {
  const { policies, visit } = await rig.fresh([approval()])
  const { page } = await visit(HELEN)
  await page.goto('/policies')
  await page.getByRole('link', { name: 'New policy' }).click()
  await page.getByLabel('Name').fill('refunds')
  await page.getByLabel('Document').fill(REFUNDS_TEXT)
  await page.getByRole('button', { name: 'Create policy' }).click()
  await page.getByRole('tab', { name: 'Edit' }).click()
  const document = page.getByLabel('Document')
  expect(await document.inputValue()).toBe(REFUNDS_TEXT)
  await document.fill(REFUNDS_TEXT.replace('1000.0', '1000.0 (('))
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Line 9:').waitFor()
  expect(await document.getAttribute('aria-invalid')).toBe('true')
  await document.fill(REFUNDS_TEXT.replace('1000.0', '500.0'))
  await page.getByLabel('Note (optional)').fill('Finance looks earlier')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Nobody could pass the stage').waitFor()
  expect(policies.all.get('refunds')?.versions[0]).toMatchObject({ version: 2, note: 'Finance looks earlier' })
  expect(await accessFaults(page)).toEqual([])

  await page.getByRole('tab', { name: 'Versions' }).click()
  await page.getByRole('button', { name: 'What changed in version 2' }).click()
  await page.getByText('removed: ').waitFor()
  expect(await page.getByLabel('Text').textContent()).toContain('payload.amount > 500.0')
  expect(await accessFaults(page)).toEqual([])

  // Somebody else writes meanwhile: nothing is lost, nothing is overwritten.
  await page.getByRole('tab', { name: 'Edit' }).click()
  await document.fill(REFUNDS_TEXT)
  policies.add('refunds', '# other\n{}\n')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Version 3 was written meanwhile').waitFor()
  expect(await document.inputValue()).toBe(REFUNDS_TEXT)
})

test('a version that waits shows its difference, and a second admin confirms or refuses it by keyboard', async () => {
  const { policies, visit } = await rig.fresh([approval()])
  policies.add('refunds', REFUNDS_TEXT, REFUNDS)
  const changed = REFUNDS_TEXT.replace('1000.0', '2500.0')
  policies.add('refunds', changed, REFUNDS, 'Finance sees too many small ones', 'Dana Okafor')
  const phone = await visit(HELEN, { theme: 'dark', width: 390, height: 844, touch: true })
  await phone.page.goto('/policies')
  await phone.page.getByText('v2 waits').waitFor()
  await phone.page.getByRole('link', { name: /refunds/ }).click()
  await phone.page.getByRole('heading', { name: 'Version 2 waits to be confirmed' }).waitFor()
  expect(await accessFaults(phone.page)).toEqual([])
  const reader = await visit(MARCO)
  await reader.page.goto('/policies/refunds')
  await reader.page.getByText('Waits for Helen Weiss').waitFor()
  expect(await reader.page.getByRole('button', { name: /version 2/ }).count()).toBe(0)

  const { page } = await visit(HELEN)
  await page.goto('/policies/refunds')
  const waiting = page.getByRole('region', { name: 'Version 2 waits to be confirmed' })
  expect(await waiting.textContent()).toContain('payload.amount > 2500.0')
  expect(await waiting.textContent()).toContain('Finance sees too many small ones')
  await page.getByRole('tab', { name: 'Simulate' }).click()
  await page.getByLabel('Payload').fill('{ "amount": 1240 }')
  await page.getByLabel('Payload').press('Tab')
  await page.keyboard.press('Enter')
  await page.getByText('Waits for Payments').waitFor()
  expect(policies.simulated.at(-1)).toMatchObject({ policy: { name: 'refunds', version: 2 } })
  await page.getByRole('button', { name: 'Confirm version 2' }).focus()
  await page.keyboard.press('Enter')
  await waiting.waitFor({ state: 'detached' })
  await page.getByText(/Version 2,/).waitFor()

  policies.secondAdmin = 'Dana Okafor'
  await page.goto('/policies/refunds')
  await page.getByRole('tab', { name: 'Edit' }).click()
  await page.getByText('once Dana Okafor has confirmed it').waitFor()
  await page.getByLabel('Document').fill(REFUNDS_TEXT)
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('You wrote this version, so another admin has to confirm it.').waitFor()
  expect(await page.getByRole('button', { name: 'Confirm version 3' }).count()).toBe(0)
  await page.getByLabel('Reason (optional)').fill('Another time')
  await page.getByRole('button', { name: 'Withdraw version 3' }).click()
  await page.getByRole('tab', { name: 'Versions' }).click()
  await page.getByText('Refused by Helen Weiss').waitFor()
  expect(await accessFaults(page)).toEqual([])
})

test('a case is simulated vote by vote, by keyboard too, and with the text that is being edited', async () => {
  const { policies, visit } = await rig.fresh([approval()])
  policies.add('refunds', REFUNDS_TEXT, REFUNDS)
  const { page } = await visit(HELEN)
  await page.goto('/policies/refunds')
  await page.getByRole('tab', { name: 'Edit' }).click()
  await page.getByLabel('Document').fill(`${REFUNDS_TEXT}# tried\n`)
  await page.getByRole('tab', { name: 'Simulate' }).click()
  await page.getByText('The text you are editing').waitFor()
  await page.getByLabel('Payload').fill('{ "amount": ')
  await page.getByText('This is not JSON').waitFor()
  await page.getByLabel('Payload').fill('{ "amount": 1240 }')
  await page.getByLabel('Payload').press('Tab')
  await page.keyboard.press('Enter')
  await page.getByText('Waits for Payments').waitFor()
  await page.getByText('You asked for this approval').waitFor()
  await page.getByText('Not needed: payload.amount > 100000.0').waitFor()
  await page.getByRole('button', { name: 'Approve as Marco Bianchi' }).click()
  await page.getByText('Waits for Ana Lindqvist', { exact: true }).waitFor()
  await page.getByLabel('Before the next vote').selectOption({ label: '1 day passes' })
  await page.getByRole('button', { name: 'Approve as Ana Lindqvist' }).click()
  await page.getByText('Decided: Approve').waitFor()
  expect(policies.simulated.at(-1)).toMatchObject({
    policy: { source: expect.stringContaining('# tried') },
    case: { team: 'payments', case: { payload: { amount: 1240 } } },
    votes: [
      { by: 'usr_marco', outcome: 'approve', afterSeconds: 0 },
      { by: 'usr_ana', outcome: 'approve', afterSeconds: 86_400 },
    ],
  })
  expect(await accessFaults(page)).toEqual([])
  await page.getByRole('button', { name: 'Take back the last vote' }).click()
  await page.getByText('Waits for Ana Lindqvist', { exact: true }).waitFor()
})

test('a backtest counts what would have been, and leads to each case; a team takes the policy as its default', async () => {
  const { policies, visit } = await rig.fresh([approval()])
  policies.add('refunds', REFUNDS_TEXT, REFUNDS)
  const { page } = await visit(HELEN, { theme: 'dark' })
  await page.goto('/policies/refunds')
  await page.getByRole('tab', { name: 'Backtest' }).click()
  await page.getByRole('button', { name: 'Backtest version 1' }).click()
  await page.getByText('would still want 1 vote of Ana Lindqvist').waitFor()
  await page.getByRole('heading', { name: 'refunds' }).hover()
  expect(await page.getByRole('link', { name: 'Refund of order 8802' }).getAttribute('href')).toMatch(/^\/inbox\/apr_0/)
  expect(await accessFaults(page)).toEqual([])
  await page.getByRole('tab', { name: 'Teams' }).click()
  await page.getByRole('button', { name: 'Make it the default of Payments' }).click()
  await page.getByText('its default', { exact: true }).waitFor()
  expect(policies.all.get('refunds')?.teams).toMatchObject([{ id: 'payments' }])
})
