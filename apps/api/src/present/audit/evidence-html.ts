import { reveal } from '@countersign/shared/hidden-characters'
import { sha256 } from '../../domain/canonical-json.ts'
import type { AuditRow } from '../../ports/approval-reader.ts'
import { entrySentence } from './entry-sentence.ts'
import type { Evidence } from './evidence-pack.ts'
import { flatten } from './flatten.ts'

/** One page to read and to print: no script, no image, nothing from elsewhere; texts from outside are only text. */
const STYLE = `
@page { size: A4; margin: 18mm 16mm }
body { font: 10.5pt/1.45 system-ui, sans-serif; color: #111; max-width: 190mm; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 16pt; margin: 0 0 .2rem } h2 { font-size: 11.5pt; margin: 1.4rem 0 .4rem; break-after: avoid }
table { border-collapse: collapse; width: 100%; table-layout: fixed } tr { break-inside: avoid }
th, td { border: .5pt solid #999; padding: 2pt 4pt; text-align: left; vertical-align: top; overflow-wrap: anywhere; white-space: pre-wrap }
th { background: #f2f2f2; font-weight: 600; width: 32% } thead th { width: auto }
.signature { border: 1pt solid #111; padding: 6pt 8pt; margin: 0 0 6pt; break-inside: avoid } .signature b { font-size: 12pt }
small, code { font-size: 8.5pt } code { font-family: ui-monospace, monospace; overflow-wrap: anywhere }
@media print { body { margin: 0; max-width: none } }
`

/** For the policy that lets this style, and nothing else, do anything. */
export const EVIDENCE_CSP = [
  "default-src 'none'",
  `style-src 'sha256-${sha256(STYLE).toString('base64')}'`,
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Invisible and reordering characters are shown, and markup is text. */
const text = (value: unknown): string =>
  reveal(String(value ?? '—')).replace(/[&<>"']/g, (each) => ENTITIES[each] ?? each)

export function evidenceHtml(evidence: Evidence, entries: readonly AuditRow[]): string {
  const { request, made, signatures, decision, inclusion } = evidence
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Evidence for ${text(request.id)}</title><style>${STYLE}</style></head><body>
<h1>${text(request.title)}</h1>
<p>Evidence for approval <code>${text(request.id)}</code>, ${text(request.status)}. Made at ${text(made.at)} for ${text(made.by.name)}.${made.masked ? ' Values marked as sensitive are masked.' : ''}</p>
<h2>Signatures</h2>
${signatures.length === 0 ? '<p>Nobody has signed.</p>' : signatures.map(signatureBlock).join('\n')}
${decision ? `<p>Decision: <b>${text(decision.meaning)}</b>, ${text(decision.decidedAt)}. The workflow gets ${text(decision.workflowGets)}.</p>` : '<p>There is no decision.</p>'}
${SECTIONS.map(([title, pick]) => section(title, pick(evidence))).join('\n')}
<h2>Every entry of the log about this approval</h2>
<table><thead><tr><th>Entry</th><th>Time (UTC)</th><th>What</th><th>Who</th><th>SHA-256 of the entry</th></tr></thead><tbody>
${entries.map(entryRow).join('\n')}
</tbody></table>
<h2>Signed checkpoint</h2>
<p>The entries above are in the log that this checkpoint of ${text(inclusion.logSize)} entries was signed over. The same pack as JSON Lines holds the proofs; <code>countersign-verify</code>, or the page "How to verify without us", checks them without this service.</p>
<table><tbody><tr><td><code>${text(inclusion.checkpoint)}</code></td></tr></tbody></table>
</body></html>
`
}

const SECTIONS: readonly (readonly [title: string, pick: (evidence: Evidence) => unknown])[] = [
  ['Request', ({ request }) => request],
  ['Requester and lineage', ({ requester }) => requester],
  [
    'What was put to people',
    ({ payload, shown }) => ({ ...payload, ...(shown ? { maskedCase: 'nothing is masked', shown } : {}) }),
  ],
  ['What was shown', ({ view }) => view],
  ['Policy and quorum', ({ policy }) => policy],
  ['Separation of duties', ({ separationOfDuties }) => separationOfDuties],
  ['Delivery to the workflow', ({ delivery }) => delivery],
  ['Exceptions', ({ exceptions }) => exceptions],
  ['Time', ({ time }) => time],
  ['Population', ({ population }) => population],
]

/** 21 CFR 11.50: printed name, date and time, and meaning, in every form that people read. */
const signatureBlock = (each: Evidence['signatures'][number]): string =>
  `<div class="signature"><b>${text(each.name)}</b><br>${text(each.at)}<br>Meaning: <b>${text(each.meaning)}</b>${each.reason === null ? '' : `, because of ${text(each.reason)}`}${each.comment === null ? '' : `<br>Comment: ${text(each.comment)}`}<br><small>${text(each.id)}, ${text(each.method)}, attempt ${text(each.attempt)}; saw <code>${text(each.caseDigest)}</code></small></div>`

const section = (title: string, value: unknown): string =>
  `<h2>${text(title)}</h2><table><tbody>${flatten(value)
    .map(([path, content]) => `<tr><th>${text(path)}</th><td>${text(content)}</td></tr>`)
    .join('')}</tbody></table>`

const entryRow = (row: AuditRow): string => {
  const { seq, at, actor, hash } = row
  return `<tr><td>${seq}</td><td>${text(at.toISOString())}</td><td>${text(entrySentence(row))} <small>${text(row.type)}</small></td><td>${text(actor.name)} <small>${text(actor.id)}</small></td><td><code>${text(hash)}</code></td></tr>`
}
