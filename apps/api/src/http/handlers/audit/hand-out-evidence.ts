import { evidenceQuery } from '@countersign/shared/audit'
import { evidenceCsv } from '../../../present/audit/evidence-csv.ts'
import { EVIDENCE_CSP, evidenceHtml } from '../../../present/audit/evidence-html.ts'
import { evidenceJsonl } from '../../../present/audit/evidence-jsonl.ts'
import { type Collected, packEvidence } from '../../../use-cases/audit/pack-evidence.ts'
import { type Answer, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { approvalParams } from '../../input/approval-params.ts'
import { principalOf } from '../../input/principal-of.ts'
import { toProblem } from '../../to-problem.ts'

type Format = 'jsonl' | 'csv' | 'html'

export const handOutEvidenceRoute = (deps: Parameters<typeof packEvidence>[0]): Route =>
  defineRoute({
    path: 'evidence',
    method: 'get',
    operationId: 'readEvidence',
    tag: 'Audit',
    summary: 'The evidence pack of one approval',
    description:
      'JSON Lines with a proof for each entry (countersign-verify checks it offline), CSV for spreadsheets, HTML to print. Handing it out is itself logged. Values marked as sensitive are in it for signed-in people, and masked for API keys.',
    access: { scope: 'audit:read' },
    params: approvalParams,
    query: evidenceQuery,
    responses: {
      200: {
        description: 'The pack',
        contentType: 'application/x-ndjson',
        otherContentTypes: ['text/csv', 'text/html'],
      },
    },
    problems: ['not-configured'],
    handle: async (request) => {
      const { params, query } = request
      const command = { principal: principalOf(request), approvalId: params.id, format: query.format }
      const result = await packEvidence(deps, command)
      return result.kind === 'refused' ? problem(toProblem(result.refusal)) : answer(params.id, query.format, result)
    },
  })

function answer(id: string, format: Format, { evidence, entries, leaves }: Collected): Answer {
  const file = { 'Content-Disposition': `${format === 'html' ? 'inline' : 'attachment'}; filename="${id}.${format}"` }
  const reply = (contentType: string, text: string, headers = {}): Answer => ({
    kind: 'text',
    status: 200,
    contentType: `${contentType}; charset=utf-8`,
    text,
    headers: { ...file, ...headers },
  })
  if (format === 'csv') return reply('text/csv', evidenceCsv(evidence, entries))
  if (format === 'html')
    return reply('text/html', evidenceHtml(evidence, entries), { 'Content-Security-Policy': EVIDENCE_CSP })
  return reply('application/x-ndjson', evidenceJsonl(evidence, leaves))
}
