import { type LooseEntry, looseEntry } from '../../domain/audit-leaf.ts'
import type { AuditLog } from '../../ports/unit-of-work.ts'
import type { Literals } from './literals.ts'

/** The log as one transaction writes it: entries are kept until its end. */
export interface OpenAuditLog extends AuditLog {
  /** The statement that appends them, or `null` when there are none. */
  statement(client: Literals): string | null
}

/**
 * I11. The lock on the one head row orders all writers, so sequence numbers appear without gaps and in order. It is taken
 * by the last statement, which goes out together with the commit: no writer waits for another one's network or event loop.
 */
export function createAuditLog(): OpenAuditLog {
  const news: LooseEntry[] = []
  return {
    async append(...entries) {
      news.push(...entries.map(looseEntry))
    },
    statement(client) {
      if (news.length === 0) return null
      return `select append_to_audit(${client.escapeLiteral(JSON.stringify(news.map(toRow)))}::jsonb)`
    },
  }
}

const toRow = ({ at, type, approvalId, opening, closing }: LooseEntry) => ({
  at: at.toISOString(),
  type,
  approval_id: approvalId,
  opening,
  closing,
})
