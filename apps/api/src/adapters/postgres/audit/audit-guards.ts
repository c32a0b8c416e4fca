import type { Pool } from 'pg'
import { z } from 'zod'
import type { AuditGuards } from '../../../ports/audit/audit-guards.ts'
import { createStatements } from '../statements.ts'

/** The triggers of prisma/migrations by table: what refuses each change, whoever asks for it. */
const TRIGGERS = [
  ['audit_entry', 'audit_entry_append_only'],
  ['audit_entry', 'audit_entry_no_truncate'],
  ['audit_entry', 'audit_entry_chain'],
  ['audit_entry', 'audit_entry_in_step'],
  ['audit_head', 'audit_head_in_step'],
  ['audit_head', 'audit_head_kept'],
  ['audit_head', 'audit_head_no_truncate'],
  ['audit_checkpoint', 'audit_checkpoint_order'],
  ['audit_checkpoint', 'audit_checkpoint_append_only'],
  ['audit_checkpoint', 'audit_checkpoint_no_truncate'],
  ['audit_node', 'audit_node_append_only'],
  ['audit_node', 'audit_node_no_truncate'],
  ['audit_anchored', 'audit_anchored_append_only'],
  ['audit_anchored', 'audit_anchored_no_truncate'],
] as const
const TABLES = [...new Set(TRIGGERS.map(([table]) => table))]
/** audit_head is the one row that is updated, always forward. */
const FORBIDDEN = ['update', 'delete', 'truncate', 'trigger'] as const

const faultRow = z.object({ fault: z.string() })

/** Asks the catalogue as the role of the service: what it may not do, and whether the triggers stand and listen. */
export function createPostgresAuditGuards(pool: Pool): AuditGuards {
  const statements = createStatements(pool)
  return {
    async faults() {
      const rows = await statements.rows`
        select 'the trigger ' || w.name || ' of ' || w.tab || ' is missing or switched off' as fault
        from unnest(${TRIGGERS.map(([table]) => table)}::text[], ${TRIGGERS.map(([, name]) => name)}::text[]) as w(tab, name)
        where not exists (select from pg_trigger t
          where t.tgrelid = to_regclass('public.' || w.tab) and t.tgname = w.name and t.tgenabled in ('O', 'A'))
        union all
        select 'the service may ' || p.privilege || ' ' || t.tab
        from unnest(${TABLES}::text[]) as t(tab), unnest(${[...FORBIDDEN]}::text[]) as p(privilege)
        where has_table_privilege('public.' || t.tab, p.privilege) and not (t.tab = 'audit_head' and p.privilege = 'update')
        union all
        select 'the service owns ' || c.relname from pg_class c
        where c.oid = any (select to_regclass('public.' || t.tab)::oid from unnest(${TABLES}::text[]) as t(tab))
          and pg_has_role(c.relowner, 'usage')
        union all
        select 'the service may put functions and tables into the schema public' where has_schema_privilege('public', 'create')
        union all
        select 'the service signs in as a superuser' from pg_roles where rolname = current_user and rolsuper
        order by 1`
      return rows.map((row) => faultRow.parse(row).fault)
    },
  }
}
