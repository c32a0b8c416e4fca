-- I11: entries are linked where the log is, in the statement before the commit. The end of the chain is locked while
-- PostgreSQL writes, never while it waits for the service, so a busy service does not hold up every other writer.

-- How far the log has been told to the channels; approvals keep their own place in "announcement".
create table announcer (
  id smallint not null default 1,
  seq bigint not null,
  constraint announcer_pkey primary key (id),
  constraint announcer_one check (id = 1)
);
-- What was written before has its own job.
insert into announcer (id, seq) select 1, seq from audit_head where id = 1;
grant select, update on announcer to countersign_app;

-- A leaf is one line of canonical JSON (RFC 8785). Its keys sort as actor, approvalId, at, data | previousHash, seq |
-- type, v: the service brings both ends, the place in the log is set in between.
create function append_to_audit(news jsonb) returns void language plpgsql
  set search_path = pg_catalog, public, pg_temp as $$
declare
  place bigint;
  before bytea;
  entry record;
  leaf text;
begin
  select seq, hash into place, before from audit_head where id = 1 for update;
  for entry in
    select at, type, approval_id, opening, closing
    from rows from (jsonb_to_recordset(news) as (at timestamptz, type text, approval_id text, opening text, closing text))
      with ordinality as e(at, type, approval_id, opening, closing, nth)
    order by nth
  loop
    place := place + 1;
    leaf := entry.opening || '"previousHash":"' || encode(before, 'hex') || '","seq":' || place || entry.closing;
    insert into audit_entry (seq, at, type, approval_id, leaf, hash, previous_hash)
    values (place, entry.at, entry.type, entry.approval_id, leaf, sha256(convert_to(leaf, 'UTF8')), before)
    returning hash into before;
  end loop;
  update audit_head set seq = place, hash = before where id = 1;
  perform pg_notify('countersign_events', '');
end $$;
grant execute on function append_to_audit(jsonb) to countersign_app;
