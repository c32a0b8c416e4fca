import type { ApprovalId } from '@countersign/shared/ids'
import type { Principal } from '../domain/principal.ts'
import { userOf } from '../domain/principal.ts'
import type { Refused } from '../domain/refusal.ts'
import { refused } from '../domain/refusal.ts'
import { isVisible, visibility } from '../domain/visibility.ts'
import type { ApprovalReader, Dossier } from '../ports/approval-reader.ts'

interface Deps {
  readonly reader: ApprovalReader
}

export interface ReadApprovalCommand {
  readonly principal: Principal
  readonly approvalId: ApprovalId
}

/** Everything about one approval; unknown and not visible look the same. */
export async function readApproval(
  deps: Deps,
  { principal, approvalId }: ReadApprovalCommand,
): Promise<{ readonly kind: 'read'; readonly dossier: Dossier } | Refused> {
  const dossier = await deps.reader.dossier(approvalId, userOf(principal)?.id)
  if (!dossier || !isVisible(visibility(principal), dossier.approval)) return refused({ code: 'not-found' })
  return { kind: 'read', dossier }
}
