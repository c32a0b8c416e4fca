import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { Person } from './fake-store.ts'

export type Look = {
  readonly width?: number
  readonly height?: number
  readonly theme?: 'light' | 'dark'
  readonly touch?: boolean
}

/** A signed-in browser of one person. Policy violations and page errors are collected, to be asserted as none. */
export async function visitAs(browser: Browser, url: string, person: Person | null, look: Look = {}) {
  const { width = 1440, height = 900, theme = 'light', touch = false } = look
  const context: BrowserContext = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    hasTouch: touch,
    baseURL: url,
    locale: 'en-GB',
    timezoneId: 'Europe/Oslo',
    reducedMotion: 'reduce',
  })
  if (person) await context.addCookies([{ name: 'countersign', value: person.id, url }])
  await context.addInitScript(() => {
    const log: string[] = []
    Object.assign(globalThis, { cspReports: log })
    document.addEventListener('securitypolicyviolation', (event) =>
      log.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`),
    )
  })
  context.setDefaultTimeout(20_000)
  const page: Page = await context.newPage()
  const errors: string[] = []
  const consoleErrors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    if (message.type() !== 'error') return
    consoleErrors.push(message.text())
    if (/Content Security Policy|Hydration|hydration/.test(message.text())) errors.push(message.text())
  })
  page.on('dialog', (dialog) => {
    errors.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  return {
    context,
    page,
    errors,
    /** Everything the console calls an error, refused requests among them. */
    consoleErrors,
    cspReports: () => page.evaluate(() => (globalThis as unknown as { cspReports: string[] }).cspReports),
  }
}
