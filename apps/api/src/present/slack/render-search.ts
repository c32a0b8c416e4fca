import type { ApprovalSummary } from '@countersign/shared/views'
import type { SlackContent } from '../../ports/slack-client.ts'
import { SLACK_LIMITS } from './limits.ts'
import { renderRow } from './render-row.ts'
import { literal, plain } from './texts.ts'

export interface SearchResults {
  /** What the list is, in a few words of ours or the words looked for. */
  readonly heading: string
  readonly items: readonly ApprovalSummary[]
  readonly more: boolean
  readonly publicUrl: string
}

/** What the slash command answers: a list with a way to each. */
export function renderSearchResults({ heading, items, more, publicUrl }: SearchResults): SlackContent {
  const count = items.length === 0 ? 'Nothing found.' : `${items.length}${more ? ' and more' : ''}`
  return {
    text: literal(`${heading}: ${count}`, SLACK_LIMITS.text),
    blocks: [
      { type: 'section', text: plain(heading, SLACK_LIMITS.header) },
      ...items.slice(0, SLACK_LIMITS.messageBlocks - 3).map((item) => renderRow(item, publicUrl)),
      { type: 'context', elements: [plain(more ? 'There is more in the inbox.' : count, 100)] },
    ],
  }
}
