import { voteRequest } from '@countersign/shared/requests'
import { approvalView } from '@countersign/shared/views'
import type { FormValidator } from '../../ports/form-validator.ts'
import type { Identifiers } from '../../ports/identifiers.ts'
import type { Metrics } from '../../ports/metrics.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { castVote } from '../../use-cases/cast-vote.ts'
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
  readonly forms: FormValidator
  readonly metrics: Metrics
}

export const castVoteRoute = (deps: Deps): Route =>
  defineRoute({
    path: 'votes',
    method: 'post',
    operationId: 'castVote',
    tag: 'Approvals',
    summary: 'Decide',
    description:
      'Carries the `caseDigest` you saw: a changed case is refused with 412. Of two votes at once one wins, and the other gets 409 naming the winner.',
    access: { scope: 'approvals:decide' },
    params: approvalParams,
    body: voteRequest,
    responses: { 200: { description: 'The approval after the vote', schema: approvalView, etag: true } },
    problems: [
      'not-found',
      'not-eligible',
      'not-permitted',
      'already-decided',
      'already-voted',
      'expired',
      'withdrawn',
      'superseded',
      'case-changed',
      'version-changed',
    ],
    takesIfMatch: true,
    idempotent: true,
    handle: async (request) => {
      const principal = principalOf(request)
      const approvalId = request.params.id
      const expectedVersion = parseIfMatch(request.ifMatch)
      const result = await castVote(deps, { principal, approvalId, request: request.body, expectedVersion })
      deps.metrics.voteCast(principal.via, result.kind === 'refused' ? 'refused' : 'counted')
      if (result.kind === 'refused') return problem(toProblem(result.refusal))
      if (result.decision) deps.metrics.decisionMade(result.decision.kind, principal.via)
      return answerChanged(deps, principal, approvalId)
    },
  })
