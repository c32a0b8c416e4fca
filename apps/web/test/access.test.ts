import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { accessFaults } from './support/access-faults.ts'
import { workingDay } from './support/cases.ts'
import { ANA, MARCO } from './support/people.ts'
import { startRig } from './support/rig.ts'

let rig: Awaited<ReturnType<typeof startRig>>
beforeAll(async () => {
  rig = await startRig()
})
afterEach(() => rig.endTest())
afterAll(() => rig.close())

/** Contrast is the theme's and structure the layout's, so two of the four combinations see every fault. */
const LOOKS = [
  { name: 'light, at a desk', theme: 'light', width: 1440, height: 900 },
  { name: 'dark, on a phone', theme: 'dark', width: 390, height: 844, touch: true },
] as const

for (const { name, ...look } of LOOKS)
  test(`no accessibility faults in any state: ${name}`, async () => {
    const { store, visit } = await rig.fresh(workingDay())
    const [refund, order, credit, limit] = [...store.approvals.keys()]
    store.autoDeliver = false
    const { page } = await visit(null, look)
    await page.goto('/sign-in')
    const marco = page.getByRole('button', { name: /Marco Bianchi/ })
    await marco.waitFor()
    const found: string[] = []
    const check = async (what: string) => found.push(...(await accessFaults(page)).map((fault) => `${what}: ${fault}`))

    await check('sign-in')
    await marco.click()
    await page.locator('[data-row]').first().waitFor()
    await check('list')
    await page.goto(`/inbox/${refund}`)
    await page.getByText('carrier report').waitFor()
    await page.getByText('"ord_8812_f3a9"').waitFor()
    await page.locator('#raw summary').click()
    await check('detail')
    await page.getByRole('button', { name: /^Approve refund/ }).click()
    await check('armed')
    await page.getByRole('button', { name: /^Cancel/ }).click()
    await page.getByRole('button', { name: /^Reject refund/ }).click()
    await check('reason')
    await page.getByRole('tab', { name: 'Audit trail' }).click()
    await page.getByText('was requested').waitFor()
    store.decide(refund ?? '', ANA, { outcome: 'approve', undoSeconds: 60 })
    await page.getByRole('list', { name: 'Delivery' }).waitFor()
    await check('held')
    store.deliver(refund ?? '', 'too_late', 'Timed out.')
    await page.getByText('Too late').first().waitFor()
    await check('too late')
    store.close(order ?? '', 'expired', 'task_timed_out')
    await page.goto(`/inbox/${order}`)
    await page.getByText('This approval has expired').waitFor()
    await check('expired')
    await page.goto(`/inbox/${limit}`)
    await page.getByRole('button', { name: /^Edit/ }).click()
    await page.getByLabel('Daily limit').fill('99999')
    await check('edit')
    const before = store.get(credit ?? '')
    await page.goto(`/inbox/${credit}`)
    await page.getByRole('button', { name: /^Approve refund/ }).waitFor()
    store.change(credit ?? '', {
      case: { ...before.case, contextLine: 'changed', fields: [{ label: 'Amount', value: '1' }] },
    })
    await page.getByText('The case changed since').waitFor()
    await check('changed')
    await page.goto('/inbox?q=zeppelin')
    await page.getByText('Nothing matches').waitFor()
    await check('empty')
    await page.getByRole('button', { name: 'Filters' }).click()
    await page.getByRole('menu').waitFor()
    await check('filter menu')
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
    await check('help')
    expect(found).toEqual([])
  })

test.each([390, 320])('nothing is cut off at %i px', async (width) => {
  const { store, visit } = await rig.fresh(workingDay())
  const [refund] = [...store.approvals.keys()]
  const { page } = await visit(MARCO, { width, height: 800, touch: true })
  for (const path of ['/inbox', `/inbox/${refund}`, '/inbox?view=done', '/sign-in']) {
    await page.goto(path)
    await page.getByRole('heading').first().waitFor()
    if (path.includes('apr_')) await page.getByText('carrier report').waitFor()
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(overflow, path).toBeLessThanOrEqual(0)
  }
})

test('what a thumb must hit on a phone is at least 44 px', async () => {
  const { store, visit } = await rig.fresh(workingDay())
  const [refund] = [...store.approvals.keys()]
  const { page } = await visit(MARCO, { width: 390, height: 844, touch: true })
  const small: string[] = []
  const measure = async (scope: string) =>
    small.push(
      ...(await page.locator(`${scope} button:visible, ${scope} a:visible`).evaluateAll((all) =>
        all
          .map((node) => ({ node, box: node.getBoundingClientRect() }))
          .filter(({ box }) => box.height > 1 && box.height < 44)
          .map(({ node, box }) => `${node.textContent || node.getAttribute('aria-label')}: ${box.height}`),
      )),
    )
  await page.goto('/inbox')
  await page.locator('[data-row]').first().waitFor()
  await measure('header')
  await measure('main')
  await page.goto(`/inbox/${refund}`)
  const bar = 'section[aria-label="Decision"]'
  await page.getByRole('button', { name: /^Approve refund/ }).waitFor()
  await measure(bar)
  await page.getByRole('button', { name: /^Approve refund/ }).click()
  await measure(bar)
  await page.getByRole('button', { name: /^Cancel/ }).click()
  await page.getByRole('button', { name: /^Reject refund/ }).click()
  await measure(bar)
  expect(small).toEqual([])
})
