import type { ApprovalId } from '@countersign/shared/ids'
import { authorize } from '../../domain/authorize.ts'
import { claim } from '../../domain/policy/claim.ts'
import type { Principal } from '../../domain/principal.ts'
import { signerOf } from '../../domain/principal.ts'
import { type Refused, refused } from '../../domain/refusal.ts'
import { refuseEnded } from '../../domain/refuse-ended.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import { auditApproval } from '../audit-approval.ts'
import { findKnown } from '../find-known.ts'
import { refreshPrincipal } from '../refresh-principal.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
}

export interface ClaimApprovalCommand {
  readonly principal: Principal
  readonly approvalId: ApprovalId
  readonly takeOver: boolean
}

const MAX_ROUNDS = 10

/** A lease by the database's clock (I12). The version stays: a claim never makes somebody's vote fail. */
export const claimApproval = (
  { unitOfWork }: Deps,
  command: ClaimApprovalCommand,
): Promise<{ readonly kind: 'claimed' } | Refused> =>
  unitOfWork.transaction(async (stores) => {
    const principal = await refreshPrincipal(stores.directory, command.principal)
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const claimed = await claimOnce(stores, principal, command)
      if (claimed) return claimed
    }
    throw new Error(`the claim on ${command.approvalId} kept changing`)
  })

async function claimOnce(
  stores: Stores,
  principal: Principal,
  { approvalId, takeOver }: ClaimApprovalCommand,
): Promise<{ readonly kind: 'claimed' } | Refused | null> {
  const found = await findKnown(stores.approvals, principal, approvalId)
  if (found.kind === 'refused') return found
  const { approval } = found
  if (approval.status !== 'pending') return refused(refuseEnded(approval))
  const verdict = authorize(principal, 'vote', approval)
  if (!verdict.allowed) return refused(verdict)
  const at = await stores.now()
  const claimed = claim(approval, signerOf(principal), takeOver, at)
  if (claimed.kind === 'refused') return claimed
  if (!(await stores.approvals.changeClaim(approval, claimed.claim))) return null
  const facts = { until: claimed.claim.until.toISOString(), from: claimed.from && { ...claimed.from } }
  await stores.audit.append(auditApproval('approval.claimed', approval, principal, at, facts))
  return { kind: 'claimed' }
}
