import { approvalView } from '@countersign/shared/views'
import type { ApprovalReader } from '../../ports/approval-reader.ts'
import { readApproval } from '../../use-cases/read-approval.ts'
import { problem } from '../answer.ts'
import { defineRoute, type Route } from '../define-route.ts'
import { approvalParams } from '../input/approval-params.ts'
import { principalOf } from '../input/principal-of.ts'
import { type AnswerApprovalDeps, answerApproval } from '../present/answer-approval.ts'
import { toProblem } from '../to-problem.ts'

export const readApprovalRoute = (deps: AnswerApprovalDeps & { readonly reader: ApprovalReader }): Route =>
  defineRoute({
    path: 'approval',
    method: 'get',
    operationId: 'readApproval',
    tag: 'Approvals',
    summary: 'One approval in full',
    description: '`may` says what you can do with it now; the ETag is for If-Match.',
    access: { scope: 'approvals:read' },
    params: approvalParams,
    responses: { 200: { description: 'The approval', schema: approvalView, etag: true } },
    problems: ['not-found'],
    handle: async (request) => {
      const principal = principalOf(request)
      const result = await readApproval(deps, { principal, approvalId: request.params.id })
      if (result.kind === 'refused') return problem(toProblem(result.refusal))
      return answerApproval(deps, principal, result.dossier)
    },
  })
