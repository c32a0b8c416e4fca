import type { Principal } from '../../domain/principal.ts'
import type { Refused } from '../../domain/refusal.ts'
import type { Stores } from '../../ports/unit-of-work.ts'
import { recordExternalHeartbeat } from '../record-external-heartbeat.ts'
import { answered, type Received, refuseUnverified, replay, type Told, wordOf } from './told.ts'
import { type IncomingMessage, type Verified, type VerifyDeps, verifyMessage } from './verify-message.ts'

type Deps = VerifyDeps & Parameters<typeof recordExternalHeartbeat>[0]

export interface ReceiveHeartbeatCommand extends IncomingMessage {
  readonly tell: Told
}

/**
 * An outside system at work says it is alive. Step Functions hears it between two transactions, so the message is taken
 * before and answered after; one whose handling died in between may be sent again after a minute.
 */
export async function receiveHeartbeat(deps: Deps, message: ReceiveHeartbeatCommand): Promise<Received | Refused> {
  const verified = await verifyMessage(deps, message)
  if (verified.kind === 'unverified') return refuseUnverified(message, verified.why)
  const taken = await deps.unitOfWork.transaction((stores) => take(stores, verified))
  if (taken.kind === 'gone') return refuseUnverified(message, 'no-candidate')
  if (taken.kind === 'known') return replay(taken.message, verified.key)

  const { approvalId, attempt, integrationId, key } = verified
  const beaten = await recordExternalHeartbeat(deps, { principal: taken.principal, approvalId, attempt })
  const alive = { result: 'heartbeat', approvalId, status: 'pending', decisionId: null, outcome: null } as const
  const result = beaten.kind === 'refused' ? beaten : answered(alive)
  const reply = message.tell(result)
  const outcome = { result: wordOf(result), status: reply.status, response: reply.text }
  await deps.unitOfWork.transaction((stores) => stores.messages.finish(key, outcome))
  if (result.kind === 'refused')
    message.log.warn({ integrationId, approvalId, result: outcome.result }, 'a callback was refused')
  return { kind: 'received', became: result.kind === 'refused' ? 'refused' : 'taken', reply, decision: null }
}

async function take(stores: Stores, { integrationId, signedWith, approvalId, key }: Verified) {
  const integration = await stores.directory.integration(integrationId, signedWith)
  if (!integration) return { kind: 'gone' } as const
  const claim = await stores.messages.claim({ ...key, approvalId, at: await stores.now() })
  if (claim.kind === 'known') return claim
  const principal: Principal = { kind: 'integration', integration, signedWith, via: 'callback' }
  return { kind: 'taken', principal } as const
}
