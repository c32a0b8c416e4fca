import { reveal } from '@countersign/shared/hidden-characters'
import type { KnownBlock } from '@slack/types'
import { actionId } from '../../domain/slack/action-values.ts'
import type { SlackContent } from '../../ports/slack-client.ts'
import { SLACK_LIMITS } from '../slack/limits.ts'
import { literal, plain } from '../slack/texts.ts'

/** What one person is told about what they did, and what they can do next. */
export interface SlackTold {
  readonly sentence: string
  /** Their own words, so that what was not recorded is not lost. */
  readonly kept?: string | null
  readonly link: { readonly label: string; readonly url: string }
}

/** Plain text throughout: a sentence may hold a name or a label that somebody made up. */
export function renderAnswer({ sentence, kept, link }: SlackTold): SlackContent {
  const shown = reveal(sentence)
  const blocks: KnownBlock[] = [
    { type: 'section', text: plain(shown, SLACK_LIMITS.sectionText) },
    ...(kept
      ? [{ type: 'section', text: plain(`You wrote: ${reveal(kept)}`, SLACK_LIMITS.sectionText) } as const]
      : []),
    {
      type: 'actions',
      elements: [
        {
          type: 'button',
          action_id: actionId('open'),
          text: plain(link.label, SLACK_LIMITS.buttonText),
          url: link.url,
        },
      ],
    },
  ]
  return { text: literal(shown, SLACK_LIMITS.text), blocks }
}
