import { caseProjection } from '@countersign/shared/projection'
import type { ApprovalReader } from '../../ports/approval-reader.ts'
import { projectDossier } from '../../present/present-approval.ts'
import { readApproval } from '../../use-cases/read-approval.ts'
import { ok, problem } from '../answer.ts'
import { defineRoute, type Route } from '../define-route.ts'
import { approvalParams } from '../input/approval-params.ts'
import { etagOf } from '../input/etag.ts'
import { principalOf } from '../input/principal-of.ts'
import { toProblem } from '../to-problem.ts'

interface Deps {
  readonly reader: ApprovalReader
  readonly publicUrl: string
}

export const readProjectionRoute = (deps: Deps): Route =>
  defineRoute({
    path: 'projection',
    method: 'get',
    operationId: 'readProjection',
    tag: 'Approvals',
    summary: 'One approval in the words every channel uses',
    description:
      'For channels of your own: lay it out as you like, and it says what the inbox, Slack, mail and webhooks say. No payload, no sensitive value.',
    access: { scope: 'approvals:read' },
    params: approvalParams,
    responses: { 200: { description: 'The case projection', schema: caseProjection, etag: true } },
    problems: ['not-found'],
    handle: async (request) => {
      const result = await readApproval(deps, { principal: principalOf(request), approvalId: request.params.id })
      if (result.kind === 'refused') return problem(toProblem(result.refusal))
      const { dossier } = result
      return ok(projectDossier(dossier, deps.publicUrl), { ETag: etagOf(dossier.approval.version) })
    },
  })
