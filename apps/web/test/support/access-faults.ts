import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/** What axe finds, one line each; none is right. */
export async function accessFaults(page: Page): Promise<string[]> {
  // A menu is its own layer above the page; no landmark contains it, by design.
  const { violations } = await new AxeBuilder({ page })
    // Without it each look opens a page of its own, to put together what frames found; ours have none.
    .setLegacyMode()
    .options({ resultTypes: ['violations'] })
    .disableRules(['region'])
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  return violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.impact} ${rule.id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
  )
}
