import { clockText } from '@countersign/shared/clock-text'
import type { CaseProjection } from '@countersign/shared/projection'
import type { LetterContent, LetterEntry } from '../../ports/mailer.ts'

export interface LabelledText {
  readonly label: string
  readonly text: string
}

/** One approval as a letter tells it: the projection's words, in the reader's zone. */
export interface CaseWords {
  /** Why it is in the letter: "Waiting for you", "Reminder", … */
  readonly sign: string
  readonly tone: CaseProjection['tone']
  readonly title: string
  readonly contextLine: string | null
  /** One line for a list. */
  readonly line: string
  readonly url: string
  readonly rows: readonly LabelledText[]
  readonly facts: readonly LabelledText[]
  readonly changes: readonly { readonly field: string; readonly from: string; readonly to: string }[]
  readonly why: string | null
  readonly answers: readonly LabelledText[]
  /** The last words of who decided. */
  readonly quote: string | null
  readonly remark: string | null
}

/** Beyond this a letter points to the inbox. */
const MAX_WHY = 600
const MAX_FACTS = 12
const MAX_CHANGES = 12
const HIDDEN = 'shown in the inbox'

const SIGNS = {
  request: 'Waiting for you',
  reminder: 'Reminder',
  escalation: 'Escalated to you',
  outcome: 'Answered',
} as const satisfies Record<LetterEntry['kind'], string>

type Reading = Pick<LetterContent, 'timeZone' | 'now'>

export function wordCase({ kind, projection }: LetterEntry, reading: Reading): CaseWords {
  const { why, facts, changes, hidden, evidence, audience, votes, answers } = projection
  const asking = kind !== 'outcome'
  const left = [
    ...(facts.length > MAX_FACTS ? [`${facts.length - MAX_FACTS} more fields`] : []),
    ...(changes.length > MAX_CHANGES ? [`${changes.length - MAX_CHANGES} more changes`] : []),
    ...(evidence.length > 0 ? [`${evidence.length} piece${evidence.length > 1 ? 's' : ''} of evidence`] : []),
  ]
  return {
    sign: projection.ended ? projection.ended.label : SIGNS[kind],
    tone: projection.tone,
    title: oneLine(projection.title),
    contextLine: projection.contextLine === null ? null : oneLine(projection.contextLine),
    line: lineOf(kind, projection, reading),
    url: projection.url,
    rows: asking ? questionRows(projection, reading) : outcomeRows(projection, reading),
    facts: facts.slice(0, MAX_FACTS).map(({ label, text, at }) => ({
      label: oneLine(label),
      text: at === null ? (text ?? HIDDEN) : instant(at, reading),
    })),
    changes: changes.slice(0, MAX_CHANGES).map(({ field, from, to, sensitive }) => ({
      field: oneLine(field),
      from: sensitive ? HIDDEN : (from ?? '—'),
      to: sensitive ? HIDDEN : (to ?? '—'),
    })),
    why: asking && why !== null ? clip(why) : null,
    answers: asking ? answers.map(({ label, consequence }) => ({ label: oneLine(label), text: consequence })) : [],
    quote: projection.decision?.comment ?? null,
    remark: [
      asking ? audience.sentence : '',
      asking ? (votes.notAsked ?? '') : '',
      asking ? (hidden?.sentence ?? '') : '',
      left.length > 0 ? `In the inbox: ${left.join(', ')}.` : '',
    ]
      .filter(Boolean)
      .join(' '),
  }
}

function questionRows(projection: CaseProjection, reading: Reading): readonly LabelledText[] {
  const { asked, source, risk, due, votes } = projection
  return [
    askedRow(asked, reading),
    { label: 'Workflow', text: oneLine(source.sentence) },
    { label: 'Risk', text: risk.sentence },
    ...(due ? [{ label: 'Due', text: `${instant(due.at, reading)}, then ${due.consequence}` }] : []),
    ...(votes.sentence ? [{ label: 'Votes', text: votes.sentence }] : []),
    ...votes.stages.map(({ name, sentence }) => ({ label: name, text: sentence })),
  ]
}

function outcomeRows({ decision, ended, delivery, asked, source }: CaseProjection, reading: Reading) {
  return [
    ...(decision ? [{ label: 'Decided', text: `${decision.sentence} · ${instant(decision.at, reading)}` }] : []),
    ...(decision?.reason ? [{ label: 'Reason', text: oneLine(decision.reason) }] : []),
    ...(ended ? [{ label: ended.label, text: `${ended.sentence} · ${instant(ended.at, reading)}` }] : []),
    ...(delivery ? [{ label: delivery.label, text: delivery.sentence }] : []),
    askedRow(asked, reading),
    { label: 'Workflow', text: oneLine(source.sentence) },
  ]
}

const askedRow = ({ by, sentence, at }: CaseProjection['asked'], reading: Reading): LabelledText =>
  by
    ? { label: 'Asked by', text: `${oneLine(by.name)} · ${instant(at, reading)}` }
    : { label: 'Asked', text: `${oneLine(sentence)} · ${instant(at, reading)}` }

function lineOf(kind: LetterEntry['kind'], { asked, risk, due, headline }: CaseProjection, reading: Reading): string {
  if (kind === 'outcome') return oneLine(headline)
  const sign = kind === 'request' ? [] : [SIGNS[kind]]
  const when = due ? [`due ${instant(due.at, reading)}`] : []
  return [...sign, oneLine(asked.sentence), risk.label, ...when].join(' · ')
}

export const instant = (at: string, { now, timeZone }: Reading): string =>
  clockText(Date.parse(at), now.getTime(), timeZone)

/** Titles and labels are lines; whatever was put into them stays on one. */
export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

function clip(why: string): string {
  const text = why.trim()
  return text.length > MAX_WHY ? `${text.slice(0, MAX_WHY).trimEnd()}… (more in the inbox)` : text
}
