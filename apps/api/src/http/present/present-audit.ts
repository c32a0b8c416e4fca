import { json } from '@countersign/shared/json'
import type { AuditEntryView } from '@countersign/shared/views'
import type { AuditRow } from '../../ports/approval-reader.ts'
import { entrySentence } from '../../present/audit/entry-sentence.ts'

export function presentAudit(row: AuditRow): AuditEntryView {
  const { seq, at, type, actor, data, hash, previousHash } = row
  return {
    seq,
    at: at.toISOString(),
    type,
    actor: { kind: actor.kind, id: actor.id, name: actor.name },
    summary: entrySentence(row),
    data: json.parse(data),
    hash,
    previousHash,
  }
}
