import type { ApprovalView } from '@countersign/shared/views'
import type { Browser } from 'playwright-core'
import { type Look, launchBrowser, visitAs } from './browser.ts'
import { startFakeApi } from './fake-api.ts'
import { FakeStore, type Person } from './fake-store.ts'
import { startNext } from './next-server.ts'
import { PEOPLE } from './people.ts'

/** A browser, the built app and the contract-true API behind one origin; `fresh` gives each test its own world. */
export async function startRig() {
  const [next, browser]: [Awaited<ReturnType<typeof startNext>>, Browser] = await Promise.all([
    startNext(),
    launchBrowser(),
  ])
  const worlds: { close: () => Promise<void> }[] = []
  return {
    browser,
    fresh: async (approvals: readonly ApprovalView[]) => {
      const store = new FakeStore()
      for (const approval of approvals) store.add(approval)
      const api = await startFakeApi(store, PEOPLE, next.port)
      const visit = async (person: Person | null, look?: Look) => visitAs(browser, api.url, person, look)
      worlds.push({
        close: async () => {
          store.dispose()
          await api.close()
        },
      })
      return { store, api, visit }
    },
    close: async () => {
      await browser.close()
      await Promise.all(worlds.map((world) => world.close()))
      await next.close()
    },
  }
}
