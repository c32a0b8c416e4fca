import { EVENT_TYPES } from '@countersign/shared/events'
import { z } from 'zod'
import type { ChainedEntry, ChainHead, NewAuditEntry } from '../../domain/audit-leaf.ts'
import { chainEntry } from '../../domain/audit-leaf.ts'
import type { AuditLog } from '../../ports/unit-of-work.ts'
import type { Statements } from './statements.ts'

const headRow = z.tuple([z.object({ seq: z.coerce.number(), hash: z.instanceof(Buffer) })])

/**
 * I11. The lock on the one head row orders all writers from here to their commit, so sequence numbers appear without
 * gaps and in order. That is also why it is taken last: whatever follows it, everybody waits for.
 */
export function createAuditLog(tx: Statements): AuditLog {
  return {
    async append(...entries) {
      if (entries.length === 0) return
      const rows = await tx.rows`select seq, hash from audit_head where id = 1 for update`
      const [{ seq, hash }] = headRow.parse(rows)
      let head: ChainHead = { seq, hash }
      const chained: ChainedEntry[] = []
      for (const entry of entries) {
        const next = chainEntry(head, entry)
        chained.push(next)
        head = next
      }
      const text = JSON.stringify(chained.map(toRow))
      const approvals = [...new Set(entries.filter(isNews).map(({ approvalId }) => approvalId))]
      await tx.run`
        with written as (
          insert into audit_entry (seq, at, type, approval_id, leaf, hash, previous_hash)
          select e.seq, e.at, e.type, e.approval_id, e.leaf, decode(e.hash, 'hex'), decode(e.previous_hash, 'hex')
          from jsonb_to_recordset(${text}::jsonb)
            as e(seq bigint, at timestamptz, type text, approval_id text, leaf text, hash text, previous_hash text)
          order by e.seq
          returning seq
        ), told as (
          select pg_notify('countersign_events', (select string_agg(seq::text, ',' order by seq) from written))
        ), announced as (
          select count(graphile_worker.add_job('announce', json_build_object('approvalId', a), job_key => 'announce:' || a))
          from unnest(${approvals}::text[]) a
        )
        update audit_head set seq = ${head.seq}::bigint, hash = ${head.hash}
        where id = 1 and exists (select from told) and exists (select from announced)`
    },
  }
}

/** What the channels tell: the shared event names, which the log's other entries (keys, sessions, denials) are not. */
const isNews = (entry: NewAuditEntry): boolean =>
  entry.approvalId !== null && EVENT_TYPES.some((type) => type === entry.type)

function toRow({ seq, at, type, approvalId, leaf, hash, previousHash }: ChainedEntry) {
  return {
    seq,
    at: at.toISOString(),
    type,
    approval_id: approvalId,
    leaf,
    hash: hash.toString('hex'),
    previous_hash: previousHash.toString('hex'),
  }
}
