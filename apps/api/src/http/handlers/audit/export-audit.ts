import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { exportQuery } from '@countersign/shared/audit'
import { exportAudit } from '../../../use-cases/audit/export-audit.ts'
import { problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { principalOf } from '../../input/principal-of.ts'
import { toProblem } from '../../to-problem.ts'

export const exportAuditRoute = (deps: Parameters<typeof exportAudit>[0]): Route =>
  defineRoute({
    path: 'auditExport',
    method: 'get',
    operationId: 'exportAudit',
    tag: 'Audit',
    summary: 'The log as lines, for an offline verifier',
    description:
      'Each line of an entry is its leaf, byte for byte; signed checkpoints stand between them. countersign-verify checks it without this service. The export is itself logged.',
    access: { scope: 'audit:read' },
    query: exportQuery,
    responses: { 200: { description: 'Newline-delimited JSON', contentType: 'application/x-ndjson' } },
    problems: ['not-permitted', 'not-configured'],
    handle: async (request) => {
      const { from, to } = request.query
      const result = await exportAudit(deps, { principal: principalOf(request), range: { from, to } })
      if (result.kind === 'refused') return problem(toProblem(result.refusal))
      const { start, lines } = result
      return {
        kind: 'stream',
        async open(_, response) {
          response.setHeader('Content-Type', 'application/x-ndjson; charset=utf-8')
          response.setHeader('Content-Disposition', `attachment; filename="audit-${start.first}-${start.last}.ndjson"`)
          // The next page is read when the client has taken the one before; a client that goes away ends the reading.
          await pipeline(Readable.from(lines), response).catch((err: unknown) =>
            request.log.warn({ err }, 'an export of the audit log was not taken to its end'),
          )
        },
      }
    },
  })
