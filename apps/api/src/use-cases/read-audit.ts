import type { ApprovalId } from '@countersign/shared/ids'
import type { Principal } from '../domain/principal.ts'
import type { Refused } from '../domain/refusal.ts'
import { refused } from '../domain/refusal.ts'
import type { ApprovalReader, AuditRow } from '../ports/approval-reader.ts'
import { readApproval } from './read-approval.ts'

interface Deps {
  readonly reader: ApprovalReader
}

export interface ReadAuditCommand {
  readonly principal: Principal
  readonly approvalId: ApprovalId
  /** The sequence number of the last entry of the page before. */
  readonly cursor: string | undefined
  readonly limit: number
}

/** The log of one approval, oldest first, for whoever may see the approval. */
export async function readAudit(
  deps: Deps,
  command: ReadAuditCommand,
): Promise<
  { readonly kind: 'read'; readonly items: readonly AuditRow[]; readonly nextCursor: string | null } | Refused
> {
  const { principal, approvalId, cursor = '0', limit } = command
  const seen = await readApproval(deps, { principal, approvalId })
  if (seen.kind === 'refused') return seen
  if (!/^\d{1,15}$/.test(cursor))
    return refused({ code: 'invalid-request', errors: [{ pointer: '/cursor', message: 'is not from this log' }] })
  const rows = await deps.reader.audit(approvalId, Number(cursor), limit + 1)
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { kind: 'read', items, nextCursor: rows.length > limit && last ? String(last.seq) : null }
}
