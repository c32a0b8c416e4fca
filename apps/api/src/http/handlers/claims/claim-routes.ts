import { successorsView } from '@countersign/shared/delegations'
import { claimRequest, openEvidenceRequest, reassignRequest, releaseRequest } from '@countersign/shared/requests'
import { approvalView } from '@countersign/shared/views'
import type { Refused } from '../../../domain/refusal.ts'
import type { UnitOfWork } from '../../../ports/unit-of-work.ts'
import { claimApproval } from '../../../use-cases/claims/claim-approval.ts'
import { listSuccessors } from '../../../use-cases/claims/list-successors.ts'
import { reassignApproval } from '../../../use-cases/claims/reassign-approval.ts'
import { releaseApproval } from '../../../use-cases/claims/release-approval.ts'
import { openEvidence } from '../../../use-cases/open-evidence.ts'
import { ok, problem } from '../../answer.ts'
import { defineRoute, type RawRequest, type Route } from '../../define-route.ts'
import { approvalParams } from '../../input/approval-params.ts'
import { principalOf } from '../../input/principal-of.ts'
import { type AnswerApprovalDeps, answerChanged } from '../../present/answer-approval.ts'
import { toProblem } from '../../to-problem.ts'

type Deps = AnswerApprovalDeps & { readonly unitOfWork: UnitOfWork }

const AFTERWARDS = { 200: { description: 'The approval as it is now', schema: approvalView, etag: true } } as const
const ENDED = ['already-decided', 'expired', 'withdrawn'] as const

/** Who looks after an approval, and whose turn it is. */
export function claimRoutes(deps: Deps): readonly Route[] {
  const answer = (
    request: Pick<RawRequest, 'caller'> & { readonly params: { readonly id: Parameters<typeof answerChanged>[2] } },
    result: { readonly kind: string } | Refused,
  ) =>
    'refusal' in result
      ? problem(toProblem(result.refusal))
      : answerChanged(deps, principalOf(request), request.params.id)
  return [
    defineRoute({
      path: 'claim',
      method: 'post',
      operationId: 'claimApproval',
      tag: 'Approvals',
      summary: 'Say that you look after it',
      description:
        'For five minutes; claim again to go on. It warns others and blocks nobody’s vote, and your vote releases it. The version stays.',
      access: { scope: 'approvals:decide' },
      params: approvalParams,
      body: claimRequest,
      responses: AFTERWARDS,
      problems: ['not-found', 'not-eligible', 'not-permitted', 'already-claimed', ...ENDED],
      idempotent: true,
      handle: async (request) => {
        const { takeOver } = request.body
        const command = { principal: principalOf(request), approvalId: request.params.id, takeOver }
        return answer(request, await claimApproval(deps, command))
      },
    }),
    defineRoute({
      path: 'release',
      method: 'post',
      operationId: 'releaseApproval',
      tag: 'Approvals',
      summary: 'Give your claim back',
      access: { scope: 'approvals:decide' },
      params: approvalParams,
      body: releaseRequest,
      responses: AFTERWARDS,
      problems: ['not-found'],
      idempotent: true,
      handle: async (request) => {
        const command = { principal: principalOf(request), approvalId: request.params.id }
        return answer(request, await releaseApproval(deps, command))
      },
    }),
    defineRoute({
      path: 'reassign',
      method: 'get',
      operationId: 'listSuccessors',
      tag: 'Approvals',
      summary: 'To whom it may be handed',
      access: { scope: 'approvals:decide' },
      params: approvalParams,
      responses: { 200: { description: 'People with a seat, and the teams of the policy', schema: successorsView } },
      problems: ['not-found', 'not-eligible', 'not-permitted', ...ENDED],
      handle: async (request) => {
        const result = await listSuccessors(deps, principalOf(request), request.params.id)
        if (result.kind === 'refused') return problem(toProblem(result.refusal))
        const { people, teams } = result
        return ok({ people: [...people], teams: [...teams] })
      },
    }),
    defineRoute({
      path: 'reassign',
      method: 'post',
      operationId: 'reassignApproval',
      tag: 'Approvals',
      summary: 'Hand it to a person or another team',
      description:
        'A person who has a seat in the stage that waits; others may still decide. Or a team that the policy names in handOverTo, which takes the place of the one that was asked.',
      access: { scope: 'approvals:decide' },
      params: approvalParams,
      body: reassignRequest,
      responses: AFTERWARDS,
      problems: ['not-found', 'not-eligible', 'not-permitted', ...ENDED],
      idempotent: true,
      handle: async (request) => {
        const command = { principal: principalOf(request), approvalId: request.params.id, to: request.body.to }
        return answer(request, await reassignApproval(deps, command))
      },
    }),
    defineRoute({
      path: 'evidenceOpened',
      method: 'post',
      operationId: 'openEvidence',
      tag: 'Approvals',
      summary: 'Say that you have opened a piece of evidence',
      description: 'Some policies demand it before a vote.',
      access: { scope: 'approvals:decide' },
      params: approvalParams,
      body: openEvidenceRequest,
      responses: AFTERWARDS,
      problems: ['not-found', 'not-permitted'],
      idempotent: true,
      handle: async (request) => {
        const command = { principal: principalOf(request), approvalId: request.params.id, url: request.body.url }
        return answer(request, await openEvidence(deps, command))
      },
    }),
  ]
}
