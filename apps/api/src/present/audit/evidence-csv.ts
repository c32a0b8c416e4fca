import type { AuditRow } from '../../ports/approval-reader.ts'
import { entrySentence } from './entry-sentence.ts'
import type { Evidence } from './evidence-pack.ts'
import { flatten } from './flatten.ts'

/** RFC 4180: the facts, then every entry. What a spreadsheet would take for a formula begins with an apostrophe. */
export function evidenceCsv(evidence: Evidence, entries: readonly AuditRow[]): string {
  const rows = [
    ['part', 'name', 'value'],
    ...flatten(evidence).map(([path, text]) => ['evidence', path, text]),
    ...entries.flatMap((entry) => [
      [
        'entry',
        `${entry.seq}`,
        `${entry.at.toISOString()} ${entry.type} by ${entry.actor.name} (${entry.actor.id}): ${entrySentence(entry)}`,
      ],
      ['leaf', `${entry.seq}`, entry.leaf],
    ]),
  ]
  return `${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
}

function cell(text: string): string {
  const safe = /^[\s\p{Cf}]*[=+\-@＝＋－＠|%]/u.test(text) || /^[\t\r\n]/.test(text) ? `'${text}` : text
  return `"${safe.replaceAll('"', '""')}"`
}
