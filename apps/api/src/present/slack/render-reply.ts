import { reveal } from '@countersign/shared/hidden-characters'
import { throughWords } from '@countersign/shared/project-ending'
import type { Comment } from '../../domain/approval.ts'
import type { SlackContent } from '../../ports/slack-client.ts'
import { clamp, SLACK_LIMITS } from './limits.ts'
import { literal, words } from './texts.ts'

/** A comment made elsewhere, as a reply under the message. */
export function renderReply({ by, via, text }: Comment): SlackContent {
  const who = `${reveal(by.name)}${via === 'web' ? ' in the inbox' : throughWords(via)}`
  const said = clamp(reveal(text), SLACK_LIMITS.sectionText)
  return {
    text: literal(`${who}: ${said}`, SLACK_LIMITS.text),
    blocks: [
      {
        type: 'rich_text',
        elements: [{ type: 'rich_text_section', elements: [words(`${who}: `, { bold: true }), words(said)] }],
      },
    ],
  }
}
