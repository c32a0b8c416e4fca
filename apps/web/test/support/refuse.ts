import { PROBLEMS, type ProblemCode } from '@countersign/shared/problems'
import type { Page } from 'playwright-core'

/** Answers every POST to an address with one problem, until the returned function is called. */
export async function refusePosts(page: Page, path: string, code: ProblemCode, detail: string) {
  const matches = (url: URL) => url.pathname === path
  const { status, title } = PROBLEMS[code]
  await page.route(matches, (route) =>
    route.request().method() === 'POST'
      ? route.fulfill({
          status,
          contentType: 'application/problem+json',
          body: JSON.stringify({ type: `/problems/${code}`, title, status, code, detail, requestId: 'req_test' }),
        })
      : route.fallback(),
  )
  return () => page.unroute(matches)
}
