import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { accessFaults } from './support/access-faults.ts'
import { approval } from './support/cases.ts'
import { HELEN, MARCO } from './support/people.ts'
import { startRig } from './support/rig.ts'

let rig: Awaited<ReturnType<typeof startRig>>
beforeAll(async () => {
  rig = await startRig()
})
afterEach(() => rig.endTest())
afterAll(() => rig.close())

const PROD = '210987654321'

test('an account is added, its role is created from what the page shows, and the check says what is missing', async () => {
  const { accounts, visit } = await rig.fresh([approval()])
  const { page, errors, consoleErrors, cspReports } = await visit(HELEN)
  await page.goto('/accounts')
  await page.getByText('999999999999').waitFor()
  await page.getByRole('link', { name: 'New account' }).click()
  await page.getByLabel('Account id').fill(PROD)
  await page.getByLabel('Name').fill('Payments production')
  await page.getByLabel('Role').fill(`arn:aws:iam::${PROD}:role/teams/countersign`)
  await page.getByLabel('Regions').fill('eu-west-1, us-east-1')
  await page.getByRole('button', { name: 'Add account' }).click()

  await page.getByRole('heading', { name: 'Payments production' }).waitFor()
  expect(accounts.all.get(PROD)).toMatchObject({ regions: ['eu-west-1', 'us-east-1'], sendTaskRate: null })
  const shown = await page.getByRole('main').textContent()
  for (const part of [`countersign-${PROD}`, 'sts:ExternalId', 'role/CountersignTask', '--path /teams/'])
    expect(shown).toContain(part)

  await page.getByRole('button', { name: 'Check' }).click()
  await page.getByText('does not let Countersign assume').waitFor()
  await page.getByText('No access').waitFor()
  accounts.trusting.add(PROD)
  await page.getByRole('button', { name: 'Check' }).click()
  await page.getByText('is allowed').waitFor()
  expect(await accessFaults(page)).toEqual([])
  expect([...errors, ...consoleErrors, ...(await cspReports())]).toEqual([])
})

test('what waits for an account is said, with what lets it go on; a disabled one says what happens meanwhile', async () => {
  const { accounts, visit } = await rig.fresh([approval()])
  accounts.add({ id: PROD, parked: 2 })
  accounts.home = null
  const { page } = await visit(HELEN, { theme: 'dark', width: 390, height: 844, touch: true })
  await page.goto('/accounts')
  await page.getByText('is not known').waitFor()
  await page.getByText('2 answers wait').waitFor()
  expect(await accessFaults(page)).toEqual([])
  await page.goto(`/accounts/${PROD}`)
  await page.getByText('2 answers wait for access to this account').waitFor()
  await page.getByText('Put in who this installation is').waitFor()
  await page.getByRole('button', { name: 'Disable' }).click()
  await page.getByText('its registrations are refused').waitFor()
  await page.getByRole('tab', { name: 'Settings' }).click()
  await page.getByLabel('Calls per second').fill('240')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved').waitFor()
  expect(accounts.all.get(PROD)).toMatchObject({ sendTaskRate: 240, disabledAt: expect.any(String) })
  expect(await accessFaults(page)).toEqual([])
})

test('who is no admin reads why, and gets no data', async () => {
  const { accounts, visit } = await rig.fresh([approval()])
  accounts.add({ id: PROD })
  const { page } = await visit(MARCO)
  const answers: string[] = []
  page.on('response', (response) => {
    if (response.url().includes('/v1/accounts') && response.status() !== 403) answers.push(response.url())
  })
  for (const path of ['/accounts', '/accounts/new', `/accounts/${PROD}`]) {
    await page.goto(path)
    await page.getByText('Only admins set this up').waitFor()
  }
  expect(answers).toEqual([])
})
