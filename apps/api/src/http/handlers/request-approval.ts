import { registered, registration } from '@countersign/shared/registration'
import type { Metrics } from '../../ports/metrics.ts'
import { type RequestApprovalDeps, requestApproval } from '../../use-cases/request-approval.ts'
import { created, ok, problem } from '../answer.ts'
import { defineRoute, type Route } from '../define-route.ts'
import { etagOf } from '../input/etag.ts'
import { parseRegistration, prepareRegistration } from '../input/parse-registration.ts'
import { principalOf } from '../input/principal-of.ts'
import { presentRegistered } from '../present/present-registered.ts'
import { type ProblemDraft, toProblem } from '../to-problem.ts'

type Deps = RequestApprovalDeps & { readonly metrics: Metrics; readonly publicUrl: string }

export const requestApprovalRoute = (deps: Deps): Route =>
  defineRoute({
    path: 'approvals',
    method: 'post',
    operationId: 'requestApproval',
    tag: 'Approvals',
    summary: 'Register a waiting task',
    description:
      'Pass the whole context object of the waiting task (`$$` or `$states.context`), or its parts. The same task token again answers 200 with the same approval; the token of a Retry joins it as the next attempt, and one that arrives after a newer one is kept as superseded. `context.Execution.Input` is dropped unread.',
    access: { scope: 'approvals:request' },
    body: registration,
    prepareBody: prepareRegistration,
    responses: {
      201: { description: 'A new approval, or a new attempt of one', schema: registered, etag: true },
      200: { description: 'This token is registered already, or came too late to ask', schema: registered, etag: true },
    },
    problems: [
      'express-not-supported',
      'unknown-account',
      'region-not-allowed',
      'unknown-team',
      'unknown-policy',
      'heartbeat-overcommitted',
      'token-conflict',
      'not-permitted',
    ],
    idempotent: true,
    handle: async (request) => {
      const principal = principalOf(request)
      const result = await requestApproval(deps, { principal, ...parseRegistration(request.body) })
      if (result.kind === 'refused') return problem(atExecution(toProblem(result.refusal), 'context' in request.body))
      deps.metrics.approvalRegistered(METRIC[result.how])
      const body = presentRegistered(result, deps.publicUrl)
      const headers = { ETag: etagOf(result.approval.version), Location: `/v1/approvals/${body.id}` }
      const isNews = result.how === 'opened' || result.how === 'joined'
      return isNews ? created(body, headers) : ok(body, headers)
    },
  })

/** Says which member of the body is meant; the two forms spell it differently. */
function atExecution(draft: ProblemDraft, wholeContext: boolean): ProblemDraft {
  if (draft.code !== 'unknown-account' && draft.code !== 'region-not-allowed') return draft
  const pointer = wholeContext ? '/context/Execution/Id' : '/execution/id'
  return { ...draft, errors: [{ pointer, message: 'is of an AWS account or region that is not served here' }] }
}

const METRIC = { opened: 'new', joined: 'attempt', repeated: 'repeated', late: 'late' } as const
