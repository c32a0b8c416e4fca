import { cancelRequest } from '@countersign/shared/requests'
import { approvalView } from '@countersign/shared/views'
import type { Identifiers } from '../../ports/identifiers.ts'
import type { Metrics } from '../../ports/metrics.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { cancelApproval } from '../../use-cases/cancel-approval.ts'
import { problem } from '../answer.ts'
import { defineRoute, type Route } from '../define-route.ts'
import { approvalParams } from '../input/approval-params.ts'
import { parseIfMatch } from '../input/etag.ts'
import { principalOf } from '../input/principal-of.ts'
import { type AnswerApprovalDeps, answerChanged } from '../present/answer-approval.ts'
import { toProblem } from '../to-problem.ts'

type Deps = AnswerApprovalDeps & {
  readonly unitOfWork: UnitOfWork
  readonly identifiers: Identifiers
  readonly metrics: Metrics
}

export const cancelApprovalRoute = (deps: Deps): Route =>
  defineRoute({
    path: 'cancel',
    method: 'post',
    operationId: 'cancelApproval',
    tag: 'Approvals',
    summary: 'Take the question back',
    description:
      'For the requester, an admin, or the key that registered it. The workflow gets `Countersign.Cancelled`.',
    access: { scope: 'approvals:cancel' },
    params: approvalParams,
    body: cancelRequest,
    responses: { 200: { description: 'The withdrawn approval', schema: approvalView, etag: true } },
    problems: ['not-found', 'not-permitted', 'already-decided', 'expired', 'withdrawn', 'version-changed'],
    takesIfMatch: true,
    idempotent: true,
    handle: async (request) => {
      const principal = principalOf(request)
      const approvalId = request.params.id
      const expectedVersion = parseIfMatch(request.ifMatch)
      const { comment } = request.body
      const result = await cancelApproval(deps, { principal, approvalId, comment, expectedVersion })
      if (result.kind === 'refused') return problem(toProblem(result.refusal))
      deps.metrics.approvalClosed('cancelled_by_requester')
      return answerChanged(deps, principal, approvalId)
    },
  })
