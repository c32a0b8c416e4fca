import type { Pool } from 'pg'
import { z } from 'zod'
import type { HashedSubtree } from '../../../domain/audit/merkle-tree.ts'
import { type AuditTreeReader, type AuditTreeStore, STORED_LEVEL } from '../../../ports/audit/audit-tree.ts'
import { createStatements, type Statements } from '../statements.ts'
import { checkpointRow, hashRow, leafRow, stateRow, toState } from './audit-tree-row.ts'

/** Apart from the classes of the workers' locks. */
const LOCK = 1129530188

export const createPostgresAuditTree = (pool: Pool): AuditTreeReader => createAuditTree(createStatements(pool))

function createAuditTree(statements: Statements): AuditTreeReader {
  return {
    async state() {
      const [row] = await statements.rows`
        select countersign_now() as now, h.seq, h.hash,
          (select to_jsonb(c) - 'range' from audit_checkpoint c order by c.size limit 1) as first,
          (select to_jsonb(c) from audit_checkpoint c order by c.size desc limit 1) as newest,
          (select e.at from audit_entry e
            where e.seq > coalesce((select max(size) from audit_checkpoint), 0) order by e.seq limit 1) as oldest_unsigned_at,
          coalesce((select jsonb_agg(jsonb_build_object('seq', k.seq, 'type', k.type, 'leaf', k.leaf) order by k.seq)
            from audit_entry k where k.type in ('audit.key_rotated', 'audit.continued', 'audit.resumed',
              'security.audit_inconsistent', 'security.audit_guard_missing')), '[]') as keeping
        from audit_head h where h.id = 1`
      return toState(stateRow.parse(row))
    },
    async subtrees(of) {
      const rows = await statements.rows`
        select n.level, n.index, n.hash from audit_node n
        join unnest(${of.map(({ level }) => level)}::int[], ${of.map(({ index }) => index)}::bigint[]) as w(level, index)
          on n.level = w.level and n.index = w.index`
      return new Map(rows.map((row) => hashRow.parse(row)).map(({ level, index, hash }) => [`${level}/${index}`, hash]))
    },
    async leaves(seqs) {
      const rows = await statements.rows`select seq, leaf from audit_entry where seq = any(${seqs}::bigint[])`
      return new Map(rows.map((row) => leafRow.parse(row)).map(({ seq, leaf }) => [seq, leaf]))
    },
    async covering(size) {
      const [row] = await statements.rows`
        select size, at, note, key from audit_checkpoint where size >= ${size}::bigint order by size limit 1`
      return row === undefined ? undefined : checkpointRow.parse(row)
    },
    async page(beforeSize, limit) {
      const rows = await statements.rows`
        select size, at, note, key from audit_checkpoint
        where size < coalesce(${beforeSize}::bigint, 9007199254740991) order by size desc limit ${limit}`
      return rows.map((row) => checkpointRow.parse(row))
    },
    async after(size, limit) {
      const rows = await statements.rows`
        select size, at, note, key from audit_checkpoint where size > ${size}::bigint order by size limit ${limit}`
      return rows.map((row) => checkpointRow.parse(row))
    },
    async unanchored(anchor, limit) {
      const rows = await statements.rows`
        select c.size, c.at, c.note, c.key from audit_checkpoint c
        where not exists (select from audit_anchored a where a.size = c.size and a.anchor = ${anchor})
        order by c.size desc limit ${limit}`
      return rows.map((row) => checkpointRow.parse(row))
    },
    async countUnanchored(anchor) {
      const [row] = await statements.rows`
        select ((select count(*) from audit_checkpoint) - (select count(*) from audit_anchored where anchor = ${anchor}))::int as n`
      return z.object({ n: z.int() }).parse(row).n
    },
  }
}

export function createAuditTreeStore(tx: Statements): AuditTreeStore {
  return {
    ...createAuditTree(tx),
    async lock() {
      await tx.run`select pg_advisory_xact_lock(${LOCK}, 0)`
    },
    async add(continues, { size, at, note, key, range }, completed) {
      const added = await tx.run`
        insert into audit_checkpoint (size, at, note, key, range)
        select ${size}::bigint, ${at}, ${note}, ${key}, ${Buffer.concat(range.hashes)}
        where coalesce((select max(size) from audit_checkpoint), 0) = ${continues}::bigint`
      if (added === 1) await addNodes(tx, completed)
      return added === 1
    },
    async noteAnchored(sizes, anchor, at) {
      await tx.run`
        insert into audit_anchored (size, anchor, at)
        select size, ${anchor}, ${at} from unnest(${sizes}::bigint[]) as s(size) on conflict do nothing`
    },
  }
}

async function addNodes(tx: Statements, completed: readonly HashedSubtree[]): Promise<void> {
  const kept = completed.filter(({ level }) => level >= STORED_LEVEL)
  if (kept.length === 0) return
  const hashes = kept.map(({ hash }) => hash.toString('hex'))
  await tx.run`
    insert into audit_node (level, index, hash)
    select level, index, decode(hash, 'hex')
    from unnest(${kept.map(({ level }) => level)}::int[], ${kept.map(({ index }) => index)}::bigint[], ${hashes}::text[])
      as n(level, index, hash)`
}
