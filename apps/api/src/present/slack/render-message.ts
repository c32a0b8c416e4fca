import type { CaseProjection } from '@countersign/shared/projection'
import type { KnownBlock, RichTextElement } from '@slack/types'
import type { SlackContent } from '../../ports/slack-client.ts'
import { clamp, SLACK_LIMITS } from './limits.ts'
import { type MessageExtras, renderActions } from './render-actions.ts'
import { renderCase } from './render-case.ts'
import { joined, literal, markup, moment, momentMarkup, plain, words } from './texts.ts'

const CLOCK = '{date_short_pretty} at {time}'

/**
 * The message that follows an approval from the question to what the workflow did (05 §3.3): what, who and by when; why;
 * what changes; who decides; the buttons, which leave when it is over.
 */
export function renderMessage(projection: CaseProjection, extras: MessageExtras): SlackContent {
  const blocks: KnownBlock[] = [
    { type: 'header', text: plain(projection.title, SLACK_LIMITS.header) },
    ...(projection.open ? [] : renderEnd(projection)),
    renderFacts(projection),
    ...renderCase(projection),
    ...renderStanding(projection),
    ...renderActions(projection, extras),
  ]
  return { text: notificationOf(projection), blocks: blocks.slice(0, SLACK_LIMITS.messageBlocks) }
}

/** What a phone shows and a screen reader says. Mrkdwn is parsed in it too. */
function notificationOf({ open, title, asked, headline, due }: CaseProjection): string {
  const line = open
    ? [title, asked.sentence, headline, ...(due ? [`due ${due.at.slice(0, 16).replace('T', ' ')} UTC`] : [])].join(
        ' · ',
      )
    : `${title}: ${headline}`
  return literal(line, SLACK_LIMITS.text)
}

function renderFacts({ asked, source, risk, due, open }: CaseProjection): KnownBlock {
  const by = asked.by ? literal(asked.by.name, 300) : 'The workflow itself'
  const step = literal(source.sentence, 600)
  const fields = [
    `*Asked by*\n${by}, ${momentMarkup(asked.at, CLOCK)}`,
    `*Workflow and step*\n${step}`,
    `*Risk*\n${literal(risk.sentence, 300)}`,
    ...(due && open
      ? [`*Due*\n${momentMarkup(due.at, `${CLOCK} ({ago})`)}, then ${literal(due.consequence, 300)}`]
      : []),
  ]
  return { type: 'section', fields: fields.map(markup) }
}

const MARKS: Record<CaseProjection['tone'], string> = { wait: '', good: '✓ ', bad: '✕ ', over: '– ' }

/** Who decided what and when, in one line, and what came of it. */
function renderEnd({ tone, headline, decision, ended, delivery }: CaseProjection): KnownBlock[] {
  const at = decision?.at ?? ended?.at
  const pieces: RichTextElement[] = [
    words(`${MARKS[tone]}${ended ? `${ended.label}: ` : ''}${headline}`, { bold: true }),
    ...(at === undefined ? [] : [moment(at, CLOCK)]),
    ...(decision?.reason ? [words(decision.reason)] : []),
    ...(decision?.comment ? [words(`“${clamp(decision.comment, 600)}”`)] : []),
  ]
  return [
    { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: joined(pieces, ' · ') }] },
    ...(delivery === null
      ? []
      : [{ type: 'context' as const, elements: [plain(delivery.sentence, SLACK_LIMITS.fieldText)] }]),
  ]
}

/** Why the reader was told, and how far the votes are. */
function renderStanding({ open, hidden, audience, votes, attempt, escalation, claim }: CaseProjection): KnownBlock[] {
  if (!open) return []
  const told = [
    audience.sentence,
    ...(hidden ? [hidden.sentence] : []),
    ...(votes.sentence === null ? [] : [`${votes.sentence}.`]),
    ...votes.given.map(({ by, label }) => `${by.name}: “${label}”.`),
    ...votes.stages.map(({ name, sentence }) => `${name}: ${sentence}`),
    ...(votes.waitingFor === null ? [] : [`Waiting for ${votes.waitingFor}.`]),
    ...(votes.notAsked === null ? [] : [votes.notAsked]),
    ...(attempt > 1 ? [`Asked again, attempt ${attempt}: answers to earlier attempts do not count.`] : []),
    ...(escalation ? [escalation.sentence] : []),
  ]
  // With its end, so that a message nobody has updated since does not lie.
  const looking = claim ? [markup(`${literal(claim.sentence, 300)} until ${momentMarkup(claim.until, '{time}')}.`)] : []
  return [{ type: 'context', elements: [plain(told.join(' '), SLACK_LIMITS.fieldText), ...looking] }]
}
