import { EVENT_TYPES } from '@countersign/shared/events'
import { type ApprovalId, approvalId } from '@countersign/shared/ids'
import { APPROVAL_STATUSES, CALLBACK_STATUSES } from '@countersign/shared/statuses'
import { z } from 'zod'
import type { ApprovalReader, AuditRow } from '../../ports/approval-reader.ts'
import type { Statements } from './statements.ts'

const auditRow = z.object({
  seq: z.coerce.number(),
  at: z.date(),
  type: z.string(),
  approval_id: approvalId.nullable(),
  leaf: z.string(),
  hash: z.string(),
  previous_hash: z.string(),
})

const leafSchema = z.object({
  actor: z.object({
    kind: z.enum(['user', 'key', 'integration', 'service', 'workflow']),
    id: z.string(),
    name: z.string(),
  }),
  data: z.record(z.string(), z.unknown()),
})

export async function readAuditEntries(
  statements: Statements,
  id: ApprovalId,
  afterSeq: number,
  limit: number,
): Promise<readonly AuditRow[]> {
  const rows = await statements.rows`
    select seq, at, type, approval_id, leaf, encode(hash, 'hex') as hash, encode(previous_hash, 'hex') as previous_hash
    from audit_entry where approval_id = ${id} and seq > ${afterSeq}::bigint order by seq limit ${limit}`
  return rows.map(toAuditRow)
}

export async function readAuditAfter(
  statements: Statements,
  seqs: ReadonlyMap<ApprovalId, number>,
  limit: number,
): Promise<ReadonlyMap<ApprovalId, readonly AuditRow[]>> {
  const rows = await statements.rows`
    select e.seq, e.at, e.type, e.approval_id, e.leaf, encode(e.hash, 'hex') as hash,
      encode(e.previous_hash, 'hex') as previous_hash
    from unnest(${[...seqs.keys()]}::text[], ${[...seqs.values()]}::bigint[]) t(id, after)
    cross join lateral (
      select * from audit_entry where approval_id = t.id and seq > t.after order by seq limit ${limit}) e
    order by e.seq`
  const byApproval = new Map<ApprovalId, AuditRow[]>()
  for (const row of rows.map(toAuditRow)) {
    if (row.approvalId === null) continue
    const earlier = byApproval.get(row.approvalId)
    if (earlier) earlier.push(row)
    else byApproval.set(row.approvalId, [row])
  }
  return byApproval
}

function toAuditRow(raw: unknown): AuditRow {
  const { seq, at, type, approval_id, leaf, hash, previous_hash } = auditRow.parse(raw)
  const { actor, data } = leafSchema.parse(JSON.parse(leaf))
  return { seq, at, type, approvalId: approval_id, actor, data, leaf, hash, previousHash: previous_hash }
}

const eventRow = z.object({
  seq: z.coerce.number(),
  at: z.date(),
  type: z.enum(EVENT_TYPES),
  approval_id: approvalId,
  team_id: z.string(),
  version: z.int(),
  status: z.enum(APPROVAL_STATUSES),
  callback_status: z.enum(CALLBACK_STATUSES).nullable(),
  requested_by_id: z.string().nullable(),
  requested_by_name: z.string().nullable(),
  registered_by_key: z.string(),
  audience_teams: z.array(z.string()),
  audience_people: z.array(z.string()),
})

/** What happened, with the approval as it stands by now: a late listener needs the present, not each step to it. */
export async function readEventsAfter(
  statements: Statements,
  seq: number,
  limit: number,
): ReturnType<ApprovalReader['eventsAfter']> {
  const rows = await statements.rows`
    select e.seq, e.at, e.type, e.approval_id, a.team_id, a.version, a.status, c.status as callback_status,
      a.requested_by_id, a.requested_by_name, a.registered_by_key, a.audience_teams, a.audience_people
    from audit_entry e join approval a on a.id = e.approval_id
    left join decision d on d.approval_id = a.id and d.undone_at is null
    left join callback c on c.decision_id = d.id
    where e.seq > ${seq}::bigint and e.type = any(${[...EVENT_TYPES]})
    order by e.seq limit ${limit}`
  return rows.map((raw) => {
    const row = eventRow.parse(raw)
    const { requested_by_id: id, requested_by_name: name } = row
    return {
      seq: row.seq,
      type: row.type,
      at: row.at.toISOString(),
      approvalId: row.approval_id,
      team: row.team_id,
      version: row.version,
      status: row.status,
      callbackStatus: row.callback_status,
      requestedBy: id === null ? null : { id, name: name ?? id },
      registeredByKey: row.registered_by_key,
      audience: { teams: row.audience_teams, people: row.audience_people },
    }
  })
}

const lastRow = z.tuple([z.object({ seq: z.coerce.number() })])

export async function readLastSeq(statements: Statements): Promise<number> {
  return lastRow.parse(await statements.rows`select seq from audit_head where id = 1`)[0].seq
}
