import type { CaseProjection } from '@countersign/shared/projection'
import type { KnownBlock, RichTextElement } from '@slack/types'
import { clamp, SLACK_LIMITS } from './limits.ts'
import { moment, plain, words } from './texts.ts'

const MAX_WHY = 600
/** A message is looked at, not read: more than this many lines are counted and left to the inbox. */
const MAX_LINES = 10
const MAX_VALUE = 300
const SENSITIVE = 'shown in the inbox'

/** The asker's words, the facts and the changes. As rich text, which has no markup: what it says is what is read. */
export function renderCase(projection: CaseProjection): KnownBlock[] {
  return [
    ...renderWhy(projection.why),
    ...renderLines('What it is about', projection.facts.map(factLine)),
    ...renderLines('What changes', projection.changes.map(changeLine)),
    ...renderEvidence(projection.evidence),
  ]
}

function renderWhy(why: string | null): KnownBlock[] {
  const quoted = why?.replace(/\n{3,}/g, '\n\n').trim()
  if (!quoted) return []
  const quote: KnownBlock = {
    type: 'rich_text',
    elements: [
      { type: 'rich_text_section', elements: [words('Why, from the workflow', { bold: true })] },
      { type: 'rich_text_quote', elements: [words(clamp(quoted, MAX_WHY))] },
    ],
  }
  return quoted.length > MAX_WHY ? [quote, { type: 'context', elements: [plain('More in the inbox.', 100)] }] : [quote]
}

const factLine = ({ label, text, at }: CaseProjection['facts'][number]): RichTextElement[] => [
  words(`${clamp(label, MAX_VALUE)}: `, { bold: true }),
  text === null
    ? words(SENSITIVE, { italic: true })
    : at === null
      ? words(clamp(text, MAX_VALUE))
      : moment(at, '{date_short_pretty} at {time}'),
]

const changeLine = ({ field, from, to, sensitive }: CaseProjection['changes'][number]): RichTextElement[] => [
  words(`${clamp(field, MAX_VALUE)}: `, { bold: true }),
  ...(sensitive
    ? [words(SENSITIVE, { italic: true })]
    : [words(clamp(from ?? '—', MAX_VALUE)), words(' → '), words(clamp(to ?? '—', MAX_VALUE))]),
]

function renderLines(title: string, lines: readonly RichTextElement[][]): KnownBlock[] {
  if (lines.length === 0) return []
  const more = lines.length - MAX_LINES
  return [
    {
      type: 'rich_text',
      elements: [
        { type: 'rich_text_section', elements: [words(title, { bold: true })] },
        {
          type: 'rich_text_list',
          style: 'bullet',
          elements: lines.slice(0, MAX_LINES).map((elements) => ({ type: 'rich_text_section', elements })),
        },
        ...(more > 0
          ? [{ type: 'rich_text_section' as const, elements: [words(`and ${more} more in the inbox`)] }]
          : []),
      ],
    },
  ]
}

/** By name only: an address from outside is opened from the inbox, where its host is shown. */
function renderEvidence(evidence: CaseProjection['evidence']): KnownBlock[] {
  if (evidence.length === 0) return []
  const labels = evidence.map(({ label }) => label).join(', ')
  return [
    { type: 'context', elements: [plain(`Evidence, opened in the inbox: ${labels}`, SLACK_LIMITS.fieldText / 4)] },
  ]
}
