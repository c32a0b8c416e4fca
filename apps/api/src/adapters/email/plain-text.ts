import type { CaseWords, LabelledText } from './word-case.ts'
import type { LetterWords } from './word-letter.ts'

/** The letter for readers without HTML; what stands in quotes is somebody else's. */
export function plainText(words: LetterWords): string {
  const { heading, cases, more, button, zone, settingsUrl } = words
  const single = cases.length === 1 && more === null
  const body = single ? fullCase(cases[0]) : [...cases.map(listedCase), ...(more === null ? [] : [more])]
  return [
    heading,
    ...body,
    `${button.label}: ${button.url}`,
    `Opening a link decides nothing: you decide in the inbox, signed in.\n${zone}\nWhat you are told, and when: ${settingsUrl}`,
  ]
    .filter(Boolean)
    .join('\n\n')
    .concat('\n')
}

function fullCase({ title, contextLine, rows, facts, changes, why, answers, quote, remark }: CaseWords) {
  return [
    [title, contextLine].filter(Boolean).join('\n'),
    table(rows),
    why === null ? '' : `From the workflow:\n${quoted(why)}`,
    quote === null ? '' : `Comment:\n${quoted(quote)}`,
    table(facts),
    changes.map(({ field, from, to }) => `${field}: ${from} -> ${to}`).join('\n'),
    table(answers),
    remark ?? '',
  ]
}

const listedCase = ({ title, contextLine, line, url }: CaseWords): string =>
  [title, contextLine, line, url].filter(Boolean).join('\n')

const table = (rows: readonly LabelledText[]): string => rows.map(({ label, text }) => `${label}: ${text}`).join('\n')

const quoted = (text: string): string =>
  text
    .split(/\r?\n/)
    .map((line) => `> ${line}`)
    .join('\n')
