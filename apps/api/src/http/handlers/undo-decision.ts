import { undoRequest } from '@countersign/shared/requests'
import { approvalView } from '@countersign/shared/views'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { undoDecision } from '../../use-cases/undo-decision.ts'
import { problem } from '../answer.ts'
import { defineRoute, type Route } from '../define-route.ts'
import { approvalParams } from '../input/approval-params.ts'
import { principalOf } from '../input/principal-of.ts'
import { type AnswerApprovalDeps, answerChanged } from '../present/answer-approval.ts'
import { toProblem } from '../to-problem.ts'

export const undoDecisionRoute = (deps: AnswerApprovalDeps & { readonly unitOfWork: UnitOfWork }): Route =>
  defineRoute({
    path: 'undo',
    method: 'post',
    operationId: 'undoDecision',
    tag: 'Approvals',
    summary: 'Take your decision back',
    description: 'While its callback is held, see `decision.undoUntil`.',
    access: { scope: 'approvals:decide' },
    params: approvalParams,
    body: undoRequest,
    responses: { 200: { description: 'The approval, pending again', schema: approvalView, etag: true } },
    problems: ['not-found', 'not-permitted', 'not-eligible', 'too-late-to-undo'],
    idempotent: true,
    handle: async (request) => {
      const principal = principalOf(request)
      const approvalId = request.params.id
      const result = await undoDecision(deps, { principal, approvalId })
      if (result.kind === 'refused') return problem(toProblem(result.refusal))
      return answerChanged(deps, principal, approvalId)
    },
  })
