import type { ApprovalId } from '@countersign/shared/ids'
import { sha256 } from '../domain/canonical-json.ts'
import type { Principal } from '../domain/principal.ts'
import { type Refused, refused } from '../domain/refusal.ts'
import type { UnitOfWork } from '../ports/unit-of-work.ts'
import { auditApproval } from './audit-approval.ts'
import { findWatcher } from './notices/find-watcher.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
}

export interface OpenEvidenceCommand {
  readonly principal: Principal
  readonly approvalId: ApprovalId
  readonly url: string
}

/** A reviewer has opened a document of the case as it is now. An address may be signed, so the log keeps its hash. */
export const openEvidence = (
  { unitOfWork }: Deps,
  { principal, approvalId, url }: OpenEvidenceCommand,
): Promise<{ readonly kind: 'opened' } | Refused> =>
  unitOfWork.transaction(async (stores) => {
    const found = await findWatcher(stores, principal, approvalId)
    if (found.kind === 'refused') return found
    const { approval, user } = found
    const index = approval.case.evidence.findIndex((each) => each.url === url)
    if (index < 0)
      return refused({
        code: 'invalid-request',
        errors: [{ pointer: '/url', message: 'is no evidence of this case: send one of its addresses, exactly' }],
      })
    const at = await stores.now()
    if (await stores.evidence.record(approvalId, user.id, approval.caseDigest, url, at)) {
      const facts = { evidence: index, urlSha256: sha256(url).toString('hex'), caseDigest: approval.caseDigest }
      await stores.audit.append(auditApproval('evidence.opened', approval, principal, at, facts))
    }
    return { kind: 'opened' }
  })
