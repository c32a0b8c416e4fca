import type { LetterContent } from '../../ports/mailer.ts'
import { type CaseWords, instant, oneLine, wordCase } from './word-case.ts'

/** Everything a letter says; the template and the plain text lay out the same words. */
export interface LetterWords {
  readonly subject: string
  /** What mail programs show beside the subject. */
  readonly preheader: string
  readonly heading: string
  readonly cases: readonly [CaseWords, ...CaseWords[]]
  readonly more: string | null
  readonly button: { readonly label: string; readonly url: string }
  readonly zone: string
  readonly settingsUrl: string
}

/** Mail programs cut subjects at about this; the due time stands behind the title, so the title is what is cut. */
const MAX_TITLE = 120

export function wordLetter(content: LetterContent): LetterWords {
  const { entries, more, now, timeZone, inboxUrl, settingsUrl } = content
  const [first, ...others] = entries
  const cases = [wordCase(first, content), ...others.map((entry) => wordCase(entry, content))] as const
  const single = cases.length === 1 && more === 0 && !content.digest
  const heading = single ? singleHeading(content) : listHeading(content)
  return {
    subject: single ? singleSubject(content) : listSubject(content, heading),
    preheader: single ? cases[0].line : cases.map(({ title }) => title).join(' · '),
    heading,
    cases: [cases[0], ...cases.slice(1)],
    more: more === 0 ? null : `and ${more.toLocaleString('en-GB')} more`,
    button: single ? { label: 'Open the case', url: cases[0].url } : { label: 'Open the inbox', url: inboxUrl },
    zone: `Times are in ${timeZone} (${zoneName(now, timeZone)}).`,
    settingsUrl,
  }
}

const HEADINGS = {
  request: 'A workflow waits for your decision',
  reminder: 'This still waits for a decision',
  escalation: 'This was escalated to you',
  outcome: 'Your question was answered',
} as const

function singleHeading({ entries: [{ kind, projection }] }: LetterContent): string {
  if (kind !== 'outcome') return HEADINGS[kind]
  if (projection.ended) return 'This ended without a decision'
  return projection.delivery?.tone === 'bad' ? 'A decision did not take effect' : 'This was decided'
}

const PREFIXES = { request: '', reminder: 'Reminder: ', escalation: 'Escalated: ', outcome: '' } as const

function singleSubject(content: LetterContent): string {
  const [{ kind, projection }] = content.entries
  const title = cut(oneLine(projection.title))
  if (kind === 'outcome') {
    const end = projection.delivery?.tone === 'bad' ? projection.delivery.label : projection.headline
    return `${title} · ${cut(oneLine(end))}`
  }
  const due = projection.due ? ` · due ${instant(projection.due.at, content)}` : ''
  return `${PREFIXES[kind]}${title}${due}`
}

function listHeading({ entries, more }: LetterContent): string {
  const answered = entries.filter(({ kind }) => kind === 'outcome').length
  const waiting = entries.length - answered + more
  const waits = waiting === 1 ? '1 approval waits for you' : `${waiting.toLocaleString('en-GB')} approvals wait for you`
  const were = answered === 1 ? '1 was answered' : `${answered} were answered`
  if (answered === 0) return waits
  return waiting === 0 ? `${answered} of your questions were answered` : `${waits}, ${were}`
}

function listSubject(content: LetterContent, heading: string): string {
  const dues = content.entries.flatMap(({ kind, projection }) =>
    kind !== 'outcome' && projection.due ? [projection.due.at] : [],
  )
  const [soonest] = dues.sort()
  return soonest === undefined ? heading : `${heading} · next due ${instant(soonest, content)}`
}

const cut = (title: string): string =>
  title.length > MAX_TITLE ? `${title.slice(0, MAX_TITLE - 1).trimEnd()}…` : title

const zoneName = (now: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'short' })
    .formatToParts(now)
    .find(({ type }) => type === 'timeZoneName')?.value ?? timeZone
