import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { approval } from './support/cases.ts'
import { MARCO } from './support/people.ts'
import { refusePosts } from './support/refuse.ts'
import { startRig } from './support/rig.ts'

let rig: Awaited<ReturnType<typeof startRig>>
beforeAll(async () => {
  rig = await startRig()
})
afterEach(() => rig.endTest())
afterAll(() => rig.close())

test('preferences and quiet hours are saved when asked, and shown again', async () => {
  const { channels, visit } = await rig.fresh([approval()])
  const { page } = await visit(MARCO)
  await page.goto('/settings')
  const save = page.getByRole('button', { name: 'Save' })
  await save.waitFor()
  expect(await save.getAttribute('title')).toBe('Nothing has changed.')

  await page.getByRole('radiogroup', { name: 'E-mail' }).getByRole('radio', { name: 'Daily digest' }).click()
  await page.getByLabel('Time of the digest').fill('07:30')
  await page.getByLabel('Quiet from').fill('18:15')
  await page.getByLabel('Quiet until').fill('08:45')
  await page.getByRole('button', { name: 'Use it' }).click()
  await page.getByText('Not saved yet').waitFor()
  expect(channels.preferences.has(MARCO.id)).toBe(false)
  await save.click()
  await page.getByText('Saved', { exact: true }).waitFor()
  expect(channels.preferences.get(MARCO.id)).toEqual({
    email: 'digest',
    slack: 'each',
    digestAt: 450,
    quiet: { from: 1_095, until: 525 },
    timeZone: 'Europe/Oslo',
  })

  await page.reload()
  await page.getByText('It is this browser’s.', { exact: false }).waitFor()
  expect(await page.getByLabel('Quiet from').inputValue()).toBe('18:15')
  expect(await page.getByLabel('Time of the digest').inputValue()).toBe('07:30')
  await page.getByRole('radiogroup', { name: 'Quiet hours' }).getByRole('radio', { name: 'Off' }).click()
  expect(await page.getByLabel('Quiet from').count()).toBe(0)
  await save.click()
  await page.getByText('Saved', { exact: true }).waitFor()
  expect(channels.preferences.get(MARCO.id)?.quiet).toBeNull()
})

test('what could not be saved says why, and keeps what was typed', async () => {
  const { visit } = await rig.fresh([approval()])
  const { page } = await visit(MARCO)
  await page.goto('/settings')
  await page.getByLabel('Time of the digest').fill('06:00')
  const allow = await refusePosts(page, '/v1/me/preferences', 'unavailable', 'The database does not answer. Try again.')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('alert').getByText('The database does not answer. Try again.').waitFor()
  expect(await page.getByLabel('Time of the digest').inputValue()).toBe('06:00')
  await allow()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved', { exact: true }).waitFor()
  expect(await page.getByText('Nothing was saved').count()).toBe(0)
})

test('a Slack account is linked by pressing a button here, never by arriving, and is unlinked again', async () => {
  const { channels, visit } = await rig.fresh([approval()])
  const { page } = await visit(MARCO)
  await page.goto('/settings')
  await page.getByRole('button', { name: 'Link Slack account' }).click()
  const confirm = page.getByRole('button', { name: 'Link to Marco Bianchi' })
  await confirm.waitFor()
  // The code is out of the address bar, and so out of the history; nothing was sent by being here.
  expect(new URL(page.url()).search).toBe('')
  expect(channels.posts).toEqual(['link'])
  await confirm.click()
  await page.getByText('U0PERSON1').waitFor()
  expect(new URL(page.url()).pathname).toBe('/settings')
  await page.getByText('Direct messages for requests', { exact: false }).waitFor()
  await page.getByRole('button', { name: 'Unlink' }).click()
  await page.getByRole('button', { name: 'Link Slack account' }).waitFor()
  expect(channels.links.get(MARCO.id)).toEqual([])

  await page.goto('/settings/slack?code=code-from-slack&state=s')
  await confirm.click()
  await page.getByRole('alert').getByText('Slack did not accept that code.', { exact: false }).waitFor()
  await page.goto('/settings/slack?error=access_denied')
  await page.getByText('You said no in Slack').waitFor()
})
