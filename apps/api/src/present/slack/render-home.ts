import { webPaths } from '@countersign/shared/paths'
import type { ApprovalSummary } from '@countersign/shared/views'
import type { Button, HomeView as HomeTab, KnownBlock } from '@slack/types'
import { actionId, HOME_VIEWS, type HomeView } from '../../domain/slack/action-values.ts'
import { SLACK_LIMITS } from './limits.ts'
import { openButton } from './render-actions.ts'
import { renderRow } from './render-row.ts'
import { plain } from './texts.ts'

export interface HomeOptions {
  readonly view: HomeView
  readonly publicUrl: string
  /** `null`: nobody has linked this account. */
  readonly queue: { readonly items: readonly ApprovalSummary[]; readonly more: boolean } | null
}

const LABELS: Record<HomeView, string> = { mine: 'Waiting for me', team: 'My teams', all: 'All I may see' }
const EMPTY: Record<HomeView, string> = {
  mine: 'All clear: nothing waits for you.',
  team: 'Nothing is open in your teams.',
  all: 'Nothing is open.',
}

/** App Home: what is open, soonest deadline first, through one of three filters. */
export function renderHome({ view, publicUrl, queue }: HomeOptions): HomeTab {
  const blocks: KnownBlock[] = [
    { type: 'header', text: plain('Countersign', SLACK_LIMITS.header) },
    ...(queue ? renderQueue(queue, view, publicUrl) : renderStranger(publicUrl)),
  ]
  return { type: 'home', blocks: blocks.slice(0, SLACK_LIMITS.viewBlocks) }
}

function renderQueue(
  { items, more }: NonNullable<HomeOptions['queue']>,
  view: HomeView,
  publicUrl: string,
): KnownBlock[] {
  const filters: Button[] = HOME_VIEWS.map((each) => ({
    type: 'button',
    action_id: actionId('home', each),
    text: plain(LABELS[each], SLACK_LIMITS.buttonText),
    value: each,
    ...(each === view ? { style: 'primary' } : {}),
  }))
  return [
    { type: 'actions', block_id: 'filters', elements: filters },
    { type: 'divider' },
    ...(items.length === 0 ? [{ type: 'section' as const, text: plain(EMPTY[view], 200) }] : []),
    ...items.flatMap((item): KnownBlock[] => [renderRow(item, publicUrl), { type: 'divider' }]),
    { type: 'context', elements: [plain(more ? 'There is more in the inbox.' : 'That is all.', 100)] },
    { type: 'actions', block_id: 'inbox', elements: [openButton(`${publicUrl}${webPaths.inbox()}`)] },
  ]
}

const renderStranger = (publicUrl: string): KnownBlock[] => [
  {
    type: 'section',
    text: plain(
      'This Slack account is not linked to anybody in Countersign yet. Sign in to Countersign and link it in your settings: then your queue appears here.',
      SLACK_LIMITS.sectionText,
    ),
  },
  {
    type: 'actions',
    elements: [
      {
        type: 'button',
        action_id: actionId('open'),
        text: plain('Link this account', SLACK_LIMITS.buttonText),
        url: `${publicUrl}${webPaths.settings()}`,
      },
    ],
  },
]
