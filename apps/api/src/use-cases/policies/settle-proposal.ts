import type { SecondAdmin } from '@countersign/shared/policies'
import type { PolicyName } from '@countersign/shared/policy-document'
import { policySha256 } from '../../domain/policy/policy-sha256.ts'
import { isBehind, judgeSettling } from '../../domain/policy/second-admin.ts'
import { actorOf, type Principal, signerOf } from '../../domain/principal.ts'
import { type Refused, refused } from '../../domain/refusal.ts'
import type { DescribedPolicy, Proposal, Settled } from '../../ports/policies.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { recordDenial } from '../record-denial.ts'
import { refreshPrincipal } from '../refresh-principal.ts'
import { findPolicy } from './find-policy.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
  readonly secondAdmin: SecondAdmin
}

export interface SettleProposalCommand {
  readonly principal: Principal
  readonly name: PolicyName
  readonly version: number
  readonly verdict:
    | { readonly verb: 'confirm'; readonly documentSha256: string }
    | { readonly verb: 'refuse'; readonly note: string | null }
}

export interface ProposalSettled {
  readonly kind: 'settled'
  readonly policy: DescribedPolicy
}

/**
 * A second admin confirms a version, which counts from then on, or refuses it; its author withdraws it. All of them, and
 * whoever saves a newer one, take the policy's lock first, so one of them is the first and the others are told.
 */
export async function settleProposal(deps: Deps, command: SettleProposalCommand): Promise<ProposalSettled | Refused> {
  const { name, version, verdict } = command
  const result = await deps.unitOfWork.transaction(async (stores): Promise<ProposalSettled | Refused> => {
    const { policies, directory } = stores
    const principal = await refreshPrincipal(directory, command.principal)
    const standing = await policies.lock(name)
    const proposal = await policies.proposal(name, version)
    const judged = judgeSettling(principal, verdict.verb, proposal?.names ?? [])
    if (!judged.allowed) return refused(judged)
    if (!standing || version > standing.newest) return refused({ code: 'not-found' })
    if (proposal?.status !== 'waiting')
      return refused({ code: 'proposal-settled', sentence: sayEnd(version, proposal, standing.newest) })
    const written = await policies.version(name, version)
    if (!written) throw new Error(`version ${version} of ${name} is gone`)
    const documentSha256 = policySha256(written.document)
    // What was looked at is what is confirmed.
    if (verdict.verb === 'confirm' && verdict.documentSha256 !== documentSha256)
      return refused({ code: 'version-changed', version })
    const at = await stores.now()
    const status = statusOf(principal, verdict.verb, proposal)
    const note = verdict.verb === 'refuse' ? verdict.note : null
    await policies.settle(name, version, { status, by: signerOf(principal), at, note })
    if (status === 'confirmed') await policies.makeCurrent(name, version)
    await stores.audit.append({
      type: `policy.${status}`,
      approvalId: null,
      actor: actorOf(principal),
      at,
      data: { policy: name, version, documentSha256, before: standing.current, proposedBy: { ...proposal.by }, note },
    })
    const policy = await findPolicy(deps, stores, principal, name)
    if (!policy) throw new Error(`the policy ${name} is gone`)
    return { kind: 'settled', policy }
  })
  if (result.kind === 'refused') await recordDenial(deps.unitOfWork, command.principal, 'policy', null, result)
  return result
}

function statusOf(principal: Principal, verb: 'confirm' | 'refuse', { names }: Proposal): Settled['status'] {
  if (verb === 'confirm') return 'confirmed'
  return principal.kind === 'user' && isBehind(principal.user, names) ? 'withdrawn' : 'refused'
}

function sayEnd(version: number, proposal: Proposal | undefined, newest: number): string {
  if (!proposal) return `Version ${version} counted at once: there was no second admin to ask.`
  const { status, settledBy } = proposal
  if (status === 'replaced')
    return `${settledBy} replaced version ${version} by a newer one: look at version ${newest}.`
  return `${settledBy} has ${status} version ${version} already.`
}
