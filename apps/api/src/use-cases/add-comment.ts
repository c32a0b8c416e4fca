import type { ApprovalId } from '@countersign/shared/ids'
import type { Comment } from '../domain/approval.ts'
import { authorize } from '../domain/authorize.ts'
import { sha256 } from '../domain/canonical-json.ts'
import type { Principal } from '../domain/principal.ts'
import { signerOf } from '../domain/principal.ts'
import type { Refused } from '../domain/refusal.ts'
import { refused } from '../domain/refusal.ts'
import type { Identifiers } from '../ports/identifiers.ts'
import type { Stores, UnitOfWork } from '../ports/unit-of-work.ts'
import { auditApproval } from './audit-approval.ts'
import { findKnown } from './find-known.ts'
import { recordDenial } from './record-denial.ts'
import { refreshPrincipal } from './refresh-principal.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
  readonly identifiers: Identifiers
}

export interface AddCommentCommand {
  readonly principal: Principal
  readonly approvalId: ApprovalId
  readonly text: string
}

type Commented = { readonly kind: 'commented'; readonly comment: Comment }

/** Words beside the decision. They move nothing, so the approval keeps its version. */
export async function addComment(deps: Deps, command: AddCommentCommand): Promise<Commented | Refused> {
  const result = await deps.unitOfWork.transaction(addCommentIn(deps, command))
  if (result.kind === 'refused')
    await recordDenial(deps.unitOfWork, command.principal, 'comment', command.approvalId, result)
  return result
}

/** The same inside a transaction that has more to write. It logs no denial. */
export function addCommentIn(
  { identifiers }: Pick<Deps, 'identifiers'>,
  command: AddCommentCommand,
): (stores: Stores) => Promise<Commented | Refused> {
  const id = identifiers.comment()
  return async (stores) => {
    const principal = await refreshPrincipal(stores.directory, command.principal)
    const found = await findKnown(stores.approvals, principal, command.approvalId)
    if (found.kind === 'refused') return found
    const verdict = authorize(principal, 'comment', found.approval)
    if (!verdict.allowed) return refused(verdict)
    const at = await stores.now()
    const comment: Comment = { id, by: signerOf(principal), via: principal.via, text: command.text, at }
    await stores.comments.insert(found.approval.id, comment)
    const facts = { commentId: id, textSha256: sha256(command.text).toString('hex') }
    await stores.audit.append(auditApproval('approval.commented', found.approval, principal, at, facts))
    return { kind: 'commented', comment }
  }
}
