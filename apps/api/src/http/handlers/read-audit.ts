import { apiPath } from '@countersign/shared/paths'
import { auditQuery } from '@countersign/shared/requests'
import { auditPage } from '@countersign/shared/views'
import type { ApprovalReader } from '../../ports/approval-reader.ts'
import { readAudit } from '../../use-cases/read-audit.ts'
import { ok, problem } from '../answer.ts'
import { defineRoute, type Route } from '../define-route.ts'
import { approvalParams } from '../input/approval-params.ts'
import { principalOf } from '../input/principal-of.ts'
import { nextPage } from '../present/next-page.ts'
import { presentAudit } from '../present/present-audit.ts'
import { toProblem } from '../to-problem.ts'

export const readAuditRoute = (deps: { readonly reader: ApprovalReader }): Route =>
  defineRoute({
    path: 'audit',
    method: 'get',
    operationId: 'readAudit',
    tag: 'Approvals',
    summary: 'What happened to one approval',
    description:
      'Oldest first. `hash` and `previousHash` chain the whole log; `npm run audit -- verify` recomputes it.',
    access: { scope: 'approvals:read' },
    params: approvalParams,
    query: auditQuery,
    responses: { 200: { description: 'One page', schema: auditPage } },
    problems: ['not-found'],
    handle: async (request) => {
      const { params, query } = request
      const command = {
        principal: principalOf(request),
        approvalId: params.id,
        cursor: query.cursor,
        limit: query.limit,
      }
      const result = await readAudit(deps, command)
      if (result.kind === 'refused') return problem(toProblem(result.refusal))
      const { items, nextCursor } = result
      return ok({ items: items.map(presentAudit), nextCursor }, nextPage(apiPath('audit', params), query, nextCursor))
    },
  })
