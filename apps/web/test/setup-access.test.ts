import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { accessFaults } from './support/access-faults.ts'
import { busySetup } from './support/busy-setup.ts'
import { approval, workingDay } from './support/cases.ts'
import { HELEN, JOAO, MARCO } from './support/people.ts'
import { refusePosts } from './support/refuse.ts'
import { startRig } from './support/rig.ts'

let rig: Awaited<ReturnType<typeof startRig>>
beforeAll(async () => {
  rig = await startRig()
})
afterEach(() => rig.endTest())
afterAll(() => rig.close())

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
const tab = (page: Page, name: string) => page.getByRole('tab', { name }).click()

type Setup = ReturnType<typeof busySetup>

/** Every page of this area in every state that looks different. */
const STATES = ({ board, gate, hook }: Setup): readonly (readonly [string, (page: Page) => Promise<unknown>])[] => [
  ['settings', (page) => open(page, '/settings', page.getByLabel('Quiet from'))],
  [
    'linking Slack',
    (page) => open(page, '/settings/slack?code=c&state=s', page.getByRole('button', { name: 'Link to' })),
  ],
  ['integrations', (page) => open(page, '/integrations', page.getByText('Change board'))],
  ['new integration', (page) => open(page, '/integrations/new', page.getByLabel('Body'))],
  ['messages', (page) => open(page, `/integrations/${board.id}`, page.getByRole('list', { name: 'Messages' }))],
  ['integration settings', (page) => tab(page, 'Settings').then(() => page.getByLabel('Name').waitFor())],
  [
    'mapping, tried',
    async (page) => {
      await tab(page, 'Mapping')
      await page.getByLabel('Body').fill('{}')
      await page.getByRole('button', { name: /Try the mapping/ }).click()
      await page.getByText('The mapping does not work on this body').waitFor()
    },
  ],
  [
    'secrets, rotated',
    async (page) => {
      await tab(page, 'Secrets')
      await press(page, 'Rotate secret…')
      await press(page, 'Rotate')
      await page.getByText('Store this secret now').waitFor()
    },
  ],
  ['disabled', (page) => open(page, `/integrations/${gate.id}`, page.getByText('Its requests are refused.'))],
  ['webhooks', (page) => open(page, '/webhooks', page.getByText('Data warehouse'))],
  ['new webhook', (page) => open(page, '/webhooks/new', page.getByLabel('Address'))],
  [
    'deliveries, one open',
    async (page) => {
      await open(page, `/webhooks/${hook.id}`, page.getByText('Given up'))
      await page.getByText('Given up').click()
      await page.getByLabel('Body as it was sent').waitFor()
    },
  ],
  ['slack', (page) => open(page, '/slack', page.getByText('payments-approvals'))],
  ['adding a workspace', (page) => open(page, '/slack/installed?code=c&state=s', page.getByText('Its token is kept'))],
]

async function open(page: Page, path: string, ready: Locator) {
  await page.goto(path)
  await ready.first().waitFor()
}

const overflowing = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const all = [document.documentElement, ...document.querySelectorAll<HTMLElement>('main, main *')]
    return all
      .filter((node) => node.scrollWidth > node.clientWidth + 1 && !['TEXTAREA', 'INPUT', 'PRE'].includes(node.tagName))
      .filter((node) => node === document.documentElement || /auto|scroll/.test(getComputedStyle(node).overflowX))
      .map((node) => `${node.tagName} ${node.className}: ${node.scrollWidth} in ${node.clientWidth}`)
  })

const LOOKS = [
  { name: 'light, at a desk', theme: 'light', width: 1440, height: 900 },
  { name: 'dark, on a phone', theme: 'dark', width: 390, height: 844, touch: true },
] as const

for (const { name, ...look } of LOOKS)
  test(`no page of the setup has an accessibility fault, scrolls sideways or breaks the policy: ${name}`, async () => {
    const world = await rig.fresh(workingDay())
    const setup = busySetup(world)
    const { page, errors, consoleErrors, cspReports } = await world.visit(HELEN, look)
    const found: string[] = []
    for (const [state, reach] of STATES(setup)) {
      await reach(page)
      found.push(...(await accessFaults(page)).map((fault) => `${state}: ${fault}`))
      found.push(...(await overflowing(page)).map((fault) => `${state}: ${fault}`))
      found.push(...(await cspReports()).map((fault) => `${state}: ${fault}`))
    }
    expect(found).toEqual([])
    expect([...errors, ...consoleErrors]).toEqual([])
  })

test('who is no admin reads why, and gets no data, on every page of the setup', async () => {
  const world = await rig.fresh([approval()])
  const { board, hook } = busySetup(world)
  for (const person of [MARCO, JOAO]) {
    const { page } = await world.visit(person)
    const answers: string[] = []
    page.on('response', (response) => {
      if (/\/v1\/(integrations|webhooks|slack|mapping)/.test(response.url()) && response.status() !== 403)
        answers.push(response.url())
    })
    const paths = ['/webhooks', '/integrations/new', `/integrations/${board.id}`, `/webhooks/${hook.id}`, '/slack']
    const others = ['/integrations', '/webhooks/new', '/slack/installed?code=c&state=s']
    for (const path of person === MARCO ? [...paths, ...others] : paths.slice(0, 1))
      await open(page, path, page.getByText('Only admins set this up'))
    await page.getByText(`You are signed in as ${person.name}`, { exact: false }).waitFor()
    expect(await page.getByText('Change board').count()).toBe(0)
    expect(answers).toEqual([])
    expect(await page.getByRole('link', { name: 'Webhooks' }).count()).toBe(0)
  }
})

/** Tab until the focus is there, as somebody without a mouse does. */
async function tabTo(page: Page, target: Locator) {
  await target.waitFor()
  for (let steps = 0; steps < 60; steps += 1) {
    if (await target.evaluate((node) => node === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab never reaches ${target}`)
}

test('an integration and a webhook are set up with the keyboard alone', async () => {
  const { integrations, webhooks, visit } = await rig.fresh([approval()])
  const { page } = await visit(HELEN)
  const { keyboard } = page
  await page.goto('/integrations')
  await tabTo(page, page.getByRole('link', { name: 'New integration' }).first())
  await keyboard.press('Enter')
  await tabTo(page, page.getByLabel('Name'))
  await keyboard.type('Release gate')
  await tabTo(page, page.getByLabel('Platform'))
  await keyboard.press('Space')
  await tabTo(page, page.getByRole('radio', { name: 'Generic' }))
  await keyboard.press('ArrowLeft')
  await page.getByText('A review of a protected deployment decides.').waitFor()
  await tabTo(page, page.getByLabel('Body'))
  await keyboard.press('Control+Enter')
  await page.getByText('Ship it').last().waitFor()
  await tabTo(page, page.getByRole('button', { name: 'Create integration' }))
  await keyboard.press('Enter')
  // The secret takes the focus, so that it is read out and the next Tab is its copy button.
  const stored = page.getByRole('button', { name: 'I have stored it' })
  await stored.waitFor()
  await keyboard.press('Tab')
  expect(await page.locator(':focus').getAttribute('aria-label')).toBe('Copy secret')
  await tabTo(page, stored)
  await keyboard.press('Enter')
  await tabTo(page, page.getByRole('tab', { name: 'Messages' }))
  await keyboard.press('End')
  await keyboard.press('Enter')
  const rotate = page.getByRole('button', { name: 'Rotate secret…' })
  await tabTo(page, rotate)
  await keyboard.press('Enter')
  await page.getByRole('dialog').waitFor()
  await keyboard.press('Escape')
  await expect.poll(() => rotate.evaluate((node) => node === document.activeElement)).toBe(true)
  expect([...integrations.all.values()].map(({ kind, teams }) => [kind, teams])).toEqual([['github', ['platform']]])

  await page.goto('/webhooks/new')
  await tabTo(page, page.getByLabel('Name'))
  await keyboard.type('Warehouse')
  await keyboard.press('Tab')
  await keyboard.type('https://hooks.fjordandfield.example/in')
  await keyboard.press('Enter')
  await tabTo(page, stored)
  await keyboard.press('Enter')
  await tabTo(page, page.getByRole('button', { name: 'Send a test' }))
  await keyboard.press('Enter')
  const ping = page.getByRole('button', { name: /ping/ })
  await tabTo(page, ping)
  await keyboard.press('Enter')
  await page.getByLabel('Body as it was sent').waitFor()
  expect(await ping.getAttribute('aria-expanded')).toBe('true')
  expect(webhooks.all.size).toBe(1)
})

const REFUSALS = [
  ['idempotency-in-flight', 'The same request is still running. Wait a moment, then send it again.'],
  ['invalid-request', 'Put right what is named here, and send it again.'],
  ['unavailable', 'The database does not answer. Try again in a minute.'],
] as const

test('whatever is refused says so in the sentence of the problem, where it was asked', async () => {
  const world = await rig.fresh([approval()])
  const { board, hook } = busySetup(world)
  const { page } = await world.visit(HELEN)
  const missing: string[] = []
  const refused = async (title: string, path: string, act: () => Promise<unknown>) => {
    for (const [code, sentence] of REFUSALS) {
      const allow = await refusePosts(page, path, code, sentence)
      await act()
      const said = page.getByRole('alert').filter({ hasText: title }).getByText(sentence)
      await said.waitFor({ timeout: 3_000 }).catch(() => missing.push(`${title}: ${code}`))
      await allow()
    }
  }

  await open(page, `/integrations/${board.id}`, page.getByRole('list', { name: 'Messages' }))
  await refused('It was not changed', `/v1/integrations/${board.id}`, () => press(page, 'Disable'))
  await tab(page, 'Settings')
  await page.getByLabel('Name').fill('Board')
  await refused('Nothing was saved', `/v1/integrations/${board.id}`, () => press(page, 'Save'))
  await tab(page, 'Mapping')
  await refused('It could not be tried', '/v1/mapping-tests', () =>
    page.getByRole('button', { name: /Try the mapping/ }).click(),
  )
  await page.getByLabel('Comment (optional)').fill('body.note')
  await refused('The mapping was not saved', `/v1/integrations/${board.id}`, () => press(page, 'Save'))
  await tab(page, 'Secrets')
  await press(page, 'Rotate secret…')
  await refused('Nothing was rotated', `/v1/integrations/${board.id}/secrets`, () => press(page, 'Rotate'))
  await open(page, '/integrations/new', page.getByLabel('Name'))
  await page.getByLabel('Name').fill('Another')
  await page.getByLabel('Payments').check()
  await refused('The integration was not created', '/v1/integrations', () => press(page, 'Create integration'))

  await open(page, `/webhooks/${hook.id}`, page.getByText('Given up'))
  await refused('No test was sent', `/v1/webhooks/${hook.id}/ping`, () => press(page, 'Send a test'))
  await refused('It was not changed', `/v1/webhooks/${hook.id}`, () => press(page, 'Disable'))
  await page.getByText('Given up').click()
  const failed = world.webhooks.deliveries.get(hook.id)?.find(({ status }) => status === 'failed')?.eventId
  await refused('It was not sent again', `/v1/webhooks/${hook.id}/deliveries/${failed}/redeliver`, () =>
    press(page, 'Redeliver'),
  )
  await open(page, '/webhooks/new', page.getByLabel('Name'))
  await page.getByLabel('Name').fill('Another')
  await page.getByLabel('Address').fill('https://hooks.fjordandfield.example/in')
  await refused('The webhook was not created', '/v1/webhooks', () => press(page, 'Create webhook'))

  await open(page, '/slack', page.getByText('payments-approvals'))
  await refused('Slack could not be opened', '/v1/slack/install', () => press(page, 'Add a workspace'))
  await refused('The channel was not removed', '/v1/slack/routes/remove', () =>
    press(page, 'Stop sending Payments to payments-approvals'),
  )
  await page.getByLabel('Channel id').fill('C0ANOTHER')
  await refused('The channel was not saved', '/v1/slack/routes', () => press(page, 'Send the team’s approvals there'))
  await open(page, '/slack/installed?code=c&state=s', page.getByRole('button', { name: 'Add the workspace' }))
  await refused('It was not added', '/v1/slack/installed', () => press(page, 'Add the workspace'))
  await open(page, '/settings', page.getByRole('button', { name: 'Link Slack account' }))
  await refused('Slack could not be opened', '/v1/me/slack/link', () => press(page, 'Link Slack account'))
  await open(page, '/settings/slack?code=c&state=s', page.getByRole('button', { name: 'Link to Helen Weiss' }))
  await refused('It was not linked', '/v1/me/slack/linked', () => press(page, 'Link to Helen Weiss'))
  expect(missing).toEqual([])
})
