import { snoozeRequest, watchView } from '@countersign/shared/preferences'
import type { SnoozeWish } from '../../../domain/notices/snooze-until.ts'
import type { UnitOfWork } from '../../../ports/unit-of-work.ts'
import { presentWatch } from '../../../present/present-summary.ts'
import { snoozeApproval } from '../../../use-cases/notices/snooze-approval.ts'
import { ok, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { approvalParams } from '../../input/approval-params.ts'
import { principalOf } from '../../input/principal-of.ts'
import { toProblem } from '../../to-problem.ts'

export const snoozeApprovalRoute = (deps: { readonly unitOfWork: UnitOfWork }): Route =>
  defineRoute({
    path: 'snooze',
    method: 'post',
    operationId: 'snoozeApproval',
    tag: 'Notices',
    summary: 'Take an approval out of your queue for a while',
    description:
      'Yours alone, and never beyond the deadline. "tomorrow" is the hour of your digest. You are told again when it ends; without `until` it ends now.',
    access: 'session',
    params: approvalParams,
    body: snoozeRequest,
    responses: { 200: { description: 'How you watch it now', schema: watchView } },
    problems: ['not-found', 'not-permitted', 'already-decided', 'expired', 'withdrawn'],
    idempotent: true,
    handle: async (request) => {
      const until = wishOf(request.body.until)
      const result = await snoozeApproval(deps, {
        principal: principalOf(request),
        approvalId: request.params.id,
        until,
      })
      return result.kind === 'refused' ? problem(toProblem(result.refusal)) : ok(presentWatch(result.watch))
    },
  })

function wishOf(until: string | undefined): SnoozeWish {
  if (until === undefined) return null
  return until === 'tomorrow' ? 'tomorrow' : new Date(until)
}
