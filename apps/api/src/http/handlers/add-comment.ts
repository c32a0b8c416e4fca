import { commentRequest } from '@countersign/shared/requests'
import { commentView } from '@countersign/shared/views'
import type { Identifiers } from '../../ports/identifiers.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { presentComment } from '../../present/present-approval.ts'
import { addComment } from '../../use-cases/add-comment.ts'
import { created, problem } from '../answer.ts'
import { defineRoute, type Route } from '../define-route.ts'
import { approvalParams } from '../input/approval-params.ts'
import { principalOf } from '../input/principal-of.ts'
import { toProblem } from '../to-problem.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
  readonly identifiers: Identifiers
}

export const addCommentRoute = (deps: Deps): Route =>
  defineRoute({
    path: 'comments',
    method: 'post',
    operationId: 'addComment',
    tag: 'Approvals',
    summary: 'Say something beside the decision',
    access: { scope: 'approvals:request' },
    params: approvalParams,
    body: commentRequest,
    responses: { 201: { description: 'The comment', schema: commentView } },
    problems: ['not-found', 'not-permitted'],
    idempotent: true,
    handle: async (request) => {
      const command = { principal: principalOf(request), approvalId: request.params.id, text: request.body.text }
      const result = await addComment(deps, command)
      return result.kind === 'refused' ? problem(toProblem(result.refusal)) : created(presentComment(result.comment))
    },
  })
