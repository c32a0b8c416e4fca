import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import type { Demo } from './running-countersign.ts'

export interface Visitor {
  context: BrowserContext
  page: Page
  /** The region in which one decides and then follows the delivery. */
  bar: Locator
  /** True as long as the page was not loaded again since signing in. */
  isSamePage(): Promise<boolean>
  /** Arms with one key and commits with another; the bar ignores a second press that comes too soon. */
  decideByKeys(arm: 'a'): Promise<void>
}

/** A browser profile of one's own, signed in by clicking a name on the sign-in page. */
export async function visitAs(browser: Browser, { webUrl }: Demo, name: string): Promise<Visitor> {
  const context = await browser.newContext({
    baseURL: webUrl,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Europe/Oslo',
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(30_000)
  const page = await context.newPage()
  await page.goto('/sign-in')
  await page.getByRole('button', { name: new RegExp(name) }).click()
  await page.getByRole('heading', { name: 'Waiting for me' }).waitFor()
  await page.evaluate(() => Object.assign(globalThis, { firstLoad: true }))
  const bar = page.getByRole('region', { name: 'Decision' })
  return {
    context,
    page,
    bar,
    isSamePage: () => page.evaluate(() => 'firstLoad' in globalThis),
    async decideByKeys(arm) {
      await page.keyboard.press(arm)
      await bar.getByText(/^Armed/).waitFor()
      await page.waitForTimeout(300)
      await page.keyboard.press('Enter')
    },
  }
}
