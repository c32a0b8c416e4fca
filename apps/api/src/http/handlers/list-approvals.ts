import { apiPath } from '@countersign/shared/paths'
import { listQuery } from '@countersign/shared/requests'
import { approvalPage } from '@countersign/shared/views'
import type { ApprovalReader } from '../../ports/approval-reader.ts'
import { presentSummary } from '../../present/present-summary.ts'
import { listApprovals } from '../../use-cases/list-approvals.ts'
import { ok, problem } from '../answer.ts'
import { defineRoute, type Route } from '../define-route.ts'
import { principalOf } from '../input/principal-of.ts'
import { nextPage } from '../present/next-page.ts'
import { toProblem } from '../to-problem.ts'

export const listApprovalsRoute = (deps: { readonly reader: ApprovalReader }): Route =>
  defineRoute({
    path: 'approvals',
    method: 'get',
    operationId: 'listApprovals',
    tag: 'Approvals',
    summary: 'The queue',
    description:
      'What you may see. `status=pending` alone: soonest deadline first; otherwise newest first. `waiting=me`: what is yours to decide now. `Link: rel="next"` leads to the next page.',
    access: { scope: 'approvals:read' },
    query: listQuery,
    responses: { 200: { description: 'One page', schema: approvalPage } },
    problems: [],
    handle: async (request) => {
      const { query } = request
      const result = await listApprovals(deps, { principal: principalOf(request), query })
      if (result.kind === 'refused') return problem(toProblem(result.refusal))
      const { items, nextCursor, count } = result
      const { status, ...rest } = query
      return ok(
        { items: items.map(presentSummary), nextCursor, count },
        nextPage(apiPath('approvals'), { ...rest, status: status?.join(',') }, nextCursor),
      )
    },
  })
