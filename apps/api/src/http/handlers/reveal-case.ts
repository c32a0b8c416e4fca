import { revealRequest } from '@countersign/shared/requests'
import { revealedCase } from '@countersign/shared/views'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { revealCase } from '../../use-cases/reveal-case.ts'
import { ok, problem } from '../answer.ts'
import { defineRoute, type Route } from '../define-route.ts'
import { approvalParams } from '../input/approval-params.ts'
import { principalOf } from '../input/principal-of.ts'
import { toProblem } from '../to-problem.ts'

/** Takes no Idempotency-Key: its answer would be kept for a day, and the second reveal writes nothing anyway. */
export const revealCaseRoute = (deps: { readonly unitOfWork: UnitOfWork }): Route =>
  defineRoute({
    path: 'reveal',
    method: 'post',
    operationId: 'revealCase',
    tag: 'Approvals',
    summary: 'See what is masked',
    description:
      'Whoever signed in and may see the approval gets its case in full. The first time for each attempt is an entry of the audit log: who, when and which fields, never a value.',
    access: { scope: 'approvals:read' },
    params: approvalParams,
    body: revealRequest,
    responses: { 200: { description: 'The case with nothing masked', schema: revealedCase } },
    problems: ['not-found', 'not-permitted'],
    handle: async (request) => {
      const command = { principal: principalOf(request), approvalId: request.params.id }
      const result = await revealCase(deps, command)
      if (result.kind === 'refused') return problem(toProblem(result.refusal))
      const { kind: _, ...revealed } = result
      return ok(revealed)
    },
  })
