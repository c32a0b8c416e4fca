import { muteRequest, watchView } from '@countersign/shared/preferences'
import type { UnitOfWork } from '../../../ports/unit-of-work.ts'
import { presentWatch } from '../../../present/present-summary.ts'
import { muteApproval } from '../../../use-cases/notices/mute-approval.ts'
import { ok, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { approvalParams } from '../../input/approval-params.ts'
import { principalOf } from '../../input/principal-of.ts'
import { toProblem } from '../../to-problem.ts'

export const muteApprovalRoute = (deps: { readonly unitOfWork: UnitOfWork }): Route =>
  defineRoute({
    path: 'mute',
    method: 'post',
    operationId: 'muteApproval',
    tag: 'Notices',
    summary: 'No further notices about an approval',
    description: 'To you alone. It stays in your queue, because it still waits for you.',
    access: 'session',
    params: approvalParams,
    body: muteRequest,
    responses: { 200: { description: 'How you watch it now', schema: watchView } },
    problems: ['not-found', 'not-permitted'],
    idempotent: true,
    handle: async (request) => {
      const command = { principal: principalOf(request), approvalId: request.params.id, muted: request.body.muted }
      const result = await muteApproval(deps, command)
      return result.kind === 'refused' ? problem(toProblem(result.refusal)) : ok(presentWatch(result.watch))
    },
  })
