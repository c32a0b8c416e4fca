import { heartbeatRequest } from '@countersign/shared/requests'
import { deadlineView } from '@countersign/shared/views'
import { z } from 'zod'
import { presentDeadline } from '../../present/present-summary.ts'
import { recordExternalHeartbeat } from '../../use-cases/record-external-heartbeat.ts'
import { ok, problem } from '../answer.ts'
import { defineRoute, type Route } from '../define-route.ts'
import { approvalParams } from '../input/approval-params.ts'
import { principalOf } from '../input/principal-of.ts'
import { toProblem } from '../to-problem.ts'

type Deps = Parameters<typeof recordExternalHeartbeat>[0]

export const recordHeartbeatRoute = (deps: Deps): Route =>
  defineRoute({
    path: 'heartbeat',
    method: 'post',
    operationId: 'recordHeartbeat',
    tag: 'Approvals',
    summary: 'Say that the outside work goes on',
    description: 'For approvals with `heartbeatMode: "external"`. Step Functions hears it before the deadline moves.',
    access: { scope: 'approvals:heartbeat' },
    params: approvalParams,
    body: heartbeatRequest,
    responses: {
      200: {
        description: 'The deadline from now on',
        schema: z.strictObject({ deadline: deadlineView.nullable() }).meta({ id: 'HeartbeatTaken' }),
      },
    },
    problems: ['not-found', 'not-permitted', 'expired', 'withdrawn', 'already-decided', 'superseded', 'unavailable'],
    idempotent: true,
    handle: async (request) => {
      const command = { principal: principalOf(request), approvalId: request.params.id }
      const result = await recordExternalHeartbeat(deps, command)
      if (result.kind === 'refused') return problem(toProblem(result.refusal))
      return ok({ deadline: result.deadline && presentDeadline(result.deadline) })
    },
  })
