import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { size } from '../gate/size.ts'
import { useAuditWorld } from './audit-world.ts'

const world = useAuditWorld()
/** Signed in as the service, on a connection of its own. */
let app: pg.Client

beforeAll(async () => {
  app = new pg.Client({ connectionString: world.core.testDatabase.databaseUrl })
  await app.connect()
  await world.append(40)
  await world.sign()
  await world.append(3)
  await world.watch()
})
afterAll(() => app.end())

const NEXT = `(select max(seq) + 1 from audit_entry)`
const LAST_HASH = `(select hash from audit_entry order by seq desc limit 1)`
const LEAF = `'{"forged":true}'`
const FIT = `sha256(convert_to(${LEAF}, 'UTF8'))`
/** An entry that fits the chain, but for what the row says otherwise. */
const forged = ({ seq = NEXT, at = 'now()', hash = FIT, previous = LAST_HASH } = {}) =>
  `insert into audit_entry (seq, at, type, leaf, hash, previous_hash) select ${seq}, ${at}, 'key.issued', ${LEAF}, ${hash}, ${previous}`

/** Each is tried as one transaction; what is there afterwards is compared to the last byte. */
const WAYS: Readonly<Record<string, string>> = {
  'change an entry': `update audit_entry set type = 'x' where seq = 7`,
  'change an entry on the way to inserting it': `insert into audit_entry select * from audit_entry where seq = 7 on conflict (seq) do update set type = 'x'`,
  'take an entry out': 'delete from audit_entry where seq = 7',
  'take an entry out by merging': 'merge into audit_entry e using (select 1) s on e.seq = 7 when matched then delete',
  'empty the log': 'truncate audit_entry',
  'empty everything': 'truncate audit_entry, audit_head, audit_checkpoint, audit_node, audit_anchored cascade',
  'lock everybody out and empty it': 'lock table audit_entry in access exclusive mode; truncate audit_entry',
  'switch the triggers off': 'alter table audit_entry disable trigger all',
  'drop a trigger': 'drop trigger audit_entry_append_only on audit_entry',
  'drop the log': 'drop table audit_entry cascade',
  'rename the log': 'alter table audit_entry rename to audit_entry_old',
  'drop a column': 'alter table audit_entry drop column leaf',
  'replace what refuses changes': `create or replace function refuse_audit_change() returns trigger language plpgsql as 'begin return new; end'`,
  'replace the clock': `create or replace function countersign_now() returns timestamptz language sql as $$ select '2020-01-01'::timestamptz $$`,
  'drop what checks the chain': 'drop function require_audit_chain() cascade',
  'play a replica, which triggers do not see': `set local session_replication_role = replica; delete from audit_entry where seq = 7`,
  'own the log': 'alter table audit_entry owner to countersign_app',
  'become the owner': `do $$ begin execute format('set local role %I', (select tableowner from pg_tables where tablename = 'audit_entry')); end $$; delete from audit_entry where seq = 7`,
  'become a superuser': 'alter role countersign_app superuser',
  'make an owner of itself': `do $$ begin execute format('grant %I to countersign_app', (select tableowner from pg_tables where tablename = 'audit_entry')); end $$`,
  'insert beyond a gap': forged({ seq: '(select max(seq) + 2 from audit_entry)' }),
  'insert before the first entry': forged({ seq: '0', previous: `decode(repeat('00', 32), 'hex')` }),
  'insert the same number again': forged({ seq: '7' }),
  'insert with a wrong hash': forged({ hash: `sha256('another')` }),
  'insert with a wrong link': forged({ previous: `sha256('another')` }),
  'insert an entry of yesterday': forged({ at: `now() - interval '1 day'` }),
  'insert an entry of tomorrow': forged({ at: `now() + interval '1 day'` }),
  'insert without moving the head': forged(),
  'let another table answer for the log': `create temp table audit_entry as select * from public.audit_entry limit 0; insert into pg_temp.audit_entry select ${NEXT}, now(), 'x', null, 'x', '\\x01', '\\x02' from public.audit_entry limit 1; ${forged({ seq: '(select max(seq) + 1 from public.audit_entry)', previous: `'\\x01'::bytea` }).replace('into audit_entry', 'into public.audit_entry')}`,
  'let another table answer for the head': `create temp table audit_head as select 1 as id, 999999::bigint as seq, '\\x'::bytea as hash; ${forged()}`,
  'let another function tell the time': `set local search_path = pg_temp, public; ${forged({ at: `now() - interval '1 day'` })}`,
  'put a rule in between': `create rule swallow as on insert to audit_entry do instead nothing`,
  'put a trigger in between': `create trigger swallow before insert on audit_entry for each row execute function suppress_redundant_updates_trigger()`,
  'put a view in its place': 'create or replace view audit_entry as select 1',
  'hide entries by a row policy': `alter table audit_entry enable row level security; create policy none on audit_entry using (false)`,
  'copy entries in': `copy audit_entry from program 'echo'`,
  'move the head back':
    'update audit_head set seq = seq - 1, hash = (select hash from audit_entry e where e.seq = audit_head.seq - 1)',
  'move the head to nowhere': `update audit_head set seq = seq + 1, hash = sha256('nowhere')`,
  'change the head alone': `update audit_head set hash = sha256('another')`,
  'make a second head': `insert into audit_head (id, seq, hash) values (2, 1, '\\x00')`,
  'take the head away': 'delete from audit_head',
  'change a checkpoint': `update audit_checkpoint set note = 'x'`,
  'take a checkpoint away': 'delete from audit_checkpoint',
  'insert an older checkpoint': `insert into audit_checkpoint select 3, now(), 'x', 'x', range from audit_checkpoint limit 1`,
  'insert a checkpoint of what is not there': `insert into audit_checkpoint select 1000, now(), 'x', 'x', range from audit_checkpoint limit 1`,
  'change a kept hash': `update audit_node set hash = sha256('another')`,
  'forget that something was anchored': 'delete from audit_anchored',
}

const contents = async () => {
  const { rows } = await world.owner.query(
    `select (select md5(string_agg(e::text, ',' order by seq)) from public.audit_entry e) as entries,
       (select h::text from public.audit_head h) as head,
       (select md5(string_agg(c::text, ',' order by size)) from public.audit_checkpoint c) as checkpoints,
       (select md5(string_agg(n::text, ',' order by level, index)) from public.audit_node n) as nodes,
       (select md5(string_agg(a::text, ',')) from public.audit_anchored a) as anchored`,
  )
  return rows[0]
}

describe('D4: the role of the service', () => {
  it('is tried in at least fifteen ways', () => {
    expect(Object.keys(WAYS).length).toBeGreaterThanOrEqual(15)
  })

  for (const [way, sql] of Object.entries(WAYS))
    it(`cannot ${way}`, async () => {
      const before = await contents()
      let refusal: unknown
      for (let n = 0; n < size(1, 5); n += 1) {
        await app.query('begin')
        try {
          await app.query(sql)
          await app.query('commit')
        } catch (error) {
          refusal = error
        } finally {
          await app.query('rollback')
        }
        await app.query('discard temp')
        expect(refusal, 'it was refused').toBeInstanceOf(pg.DatabaseError)
        expect(await contents()).toEqual(before)
      }
    })

  it('can append, which is what it is for', async () => {
    await world.append(1)
    expect(await world.sign()).toMatchObject({ kind: 'signed' })
  })

  it('gets no more rights by asking for them', async () => {
    await app.query('grant update, delete, truncate on audit_entry to countersign_app')
    const { rows } = await app.query(
      `select t || ' ' || p as can from unnest(array['audit_entry', 'audit_checkpoint', 'audit_node', 'audit_anchored']) t,
         unnest(array['update', 'delete', 'truncate', 'trigger', 'references']) p where has_table_privilege(t, p)`,
    )
    expect(rows).toEqual([])
  })
})
