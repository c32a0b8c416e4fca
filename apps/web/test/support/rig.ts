import type { ApprovalView } from '@countersign/shared/views'
import type { Browser } from 'playwright-core'
import { inject } from 'vitest'
import { launchBrowser } from '../../../../scripts/browser.mjs'
import { type Look, visitAs } from './browser.ts'
import { FakeAccounts } from './fake-accounts.ts'
import { startFakeApi } from './fake-api.ts'
import { FakeChannels } from './fake-channels.ts'
import { FakeIntegrations } from './fake-integrations.ts'
import { FakePolicies } from './fake-policies.ts'
import { FakeStore, type Person } from './fake-store.ts'
import { FakeWebhooks } from './fake-webhooks.ts'
import { PEOPLE } from './people.ts'

/** A browser, the built app and the contract-true API behind one origin; `fresh` gives each test its own world. */
export async function startRig() {
  const browser: Browser = await launchBrowser()
  let open: (() => Promise<unknown>)[] = []
  /** Ends the worlds and windows of one test, also of one that failed half-way. */
  const endTest = async () => {
    const closing = open
    open = []
    for (const close of closing) await close()
  }
  return {
    browser,
    fresh: async (approvals: readonly ApprovalView[]) => {
      const store = new FakeStore()
      for (const approval of approvals) store.add(approval)
      const setup = {
        integrations: new FakeIntegrations(store),
        webhooks: new FakeWebhooks(),
        channels: new FakeChannels(),
        accounts: new FakeAccounts(),
        policies: new FakePolicies(),
      }
      const routes = Object.values(setup).flatMap((each) => each.routes())
      const api = await startFakeApi(store, PEOPLE, inject('nextPort'), routes)
      open.push(async () => {
        store.dispose()
        await api.close()
      })
      const visit = async (person: Person | null, look?: Look) => {
        const visited = await visitAs(browser, api.url, person, look)
        open.unshift(() => visited.context.close())
        return visited
      }
      return { store, api, visit, ...setup }
    },
    endTest,
    close: async () => {
      await endTest()
      await browser.close()
    },
  }
}
