import type { Mapping } from '@countersign/shared/integrations'
import type { Approval, Decision } from '../../domain/approval.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Refused } from '../../domain/refusal.ts'
import type { FormValidator } from '../../ports/form-validator.ts'
import type { Identifiers } from '../../ports/identifiers.ts'
import type { ReceivedMessage } from '../../ports/integrations.ts'
import type { MappingEngine } from '../../ports/mapping.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import { castVoteIn } from '../cast-vote.ts'
import { recordDenial } from '../record-denial.ts'
import { type Said, saidBy } from './said-by.ts'
import {
  type Answered,
  answered,
  isSettled,
  type Received,
  refuseUnverified,
  replay,
  type Told,
  wordOf,
} from './told.ts'
import { type IncomingMessage, type Verified, type VerifyDeps, verifyMessage } from './verify-message.ts'

type Deps = VerifyDeps & {
  readonly unitOfWork: UnitOfWork
  readonly identifiers: Identifiers
  readonly forms: FormValidator
  readonly mappings: Pick<MappingEngine, 'apply'>
}

export interface ReceiveCallbackCommand extends IncomingMessage {
  readonly json: unknown
  readonly tell: Told
}

/**
 * An outside system's answer (T1, T2): who sent it, whether it was answered before, what it says, and then the same vote
 * as everyone's. The message and its effect commit together: of two equal ones at once one has the effect, and the
 * other gets its answer.
 */
export async function receiveCallback(deps: Deps, message: ReceiveCallbackCommand): Promise<Received | Refused> {
  const verified = await verifyMessage(deps, message)
  if (verified.kind === 'unverified') return refuseUnverified(message, verified.why)
  const context = await deps.unitOfWork.transaction((stores) => readContext(stores, verified))
  if (context.kind === 'gone') return refuseUnverified(message, 'no-candidate')
  const { earlier } = context
  if (earlier && isSettled(earlier)) return replay(earlier, verified.key)

  const said = saidBy(deps.mappings, { ...message, ...context, attempt: verified.attempt })
  const answer = answerIn(deps, context, said)
  const done = await deps.unitOfWork.transaction(async (stores) => {
    const at = await stores.now()
    const claim = await stores.messages.claim({ ...verified.key, approvalId: verified.approvalId, at })
    if (claim.kind === 'known') return claim
    const { result, decision } = await answer(stores)
    const reply = message.tell(result)
    await stores.messages.finish(verified.key, { result: wordOf(result), status: reply.status, response: reply.text })
    return { kind: 'answered' as const, result, decision, reply }
  })
  if (done.kind === 'known') return replay(done.message, verified.key)
  const { result, decision, reply } = done
  const { integrationId, approvalId } = verified
  if (result.kind === 'refused') await recordDenial(deps.unitOfWork, context.principal, 'vote', approvalId, result)
  const line = { integrationId, approvalId, result: wordOf(result) }
  if (result.kind === 'refused') message.log.warn(line, 'a callback was refused')
  else message.log.info(line, 'a callback was taken')
  const became = result.kind === 'refused' ? 'refused' : result.answer.result === 'ignored' ? 'ignored' : 'taken'
  return { kind: 'received', became, reply, decision }
}

type Context =
  | { readonly kind: 'gone' }
  | {
      readonly kind: 'known'
      readonly principal: Principal
      readonly mapping: Mapping
      readonly approval: Approval
      readonly earlier: ReceivedMessage | undefined
    }

async function readContext(stores: Stores, { integrationId, signedWith, approvalId, key }: Verified): Promise<Context> {
  const integration = await stores.directory.integration(integrationId, signedWith)
  const record = await stores.integrations.find(integrationId)
  const approval = await stores.approvals.find(approvalId)
  if (!integration || !record || !approval) return { kind: 'gone' }
  const principal: Principal = { kind: 'integration', integration, signedWith, via: 'callback' }
  return { kind: 'known', principal, mapping: record.mapping, approval, earlier: await stores.messages.find(key) }
}

interface AnsweredIn {
  readonly result: Answered | Refused
  readonly decision: Decision | null
}

function answerIn(
  deps: Deps,
  { principal, approval }: Extract<Context, { kind: 'known' }>,
  said: Said,
): (stores: Stores) => Promise<AnsweredIn> {
  if (said.kind === 'refused') return async () => ({ result: said, decision: null })
  const { id: approvalId, status } = approval
  if (said.kind === 'ignored')
    return async () => ({
      result: answered({ result: 'ignored', approvalId, status, decisionId: null, outcome: null }),
      decision: null,
    })
  const cast = castVoteIn(deps, { principal, approvalId, request: said.request, expectedVersion: null })
  return async (stores) => {
    const voted = await cast(stores)
    if (voted.kind === 'refused') return { result: voted, decision: null }
    const { vote, decision } = voted
    if (!decision) {
      const waiting = {
        result: 'voted',
        approvalId,
        status: 'pending',
        decisionId: null,
        outcome: vote.outcome,
      } as const
      return { result: answered(waiting), decision }
    }
    const to = decision.kind === 'success' ? 'approved' : 'rejected'
    const { id: decisionId, outcome } = decision
    return { result: answered({ result: 'decided', approvalId, status: to, decisionId, outcome }), decision }
  }
}
