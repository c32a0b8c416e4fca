-- I11: the Merkle tree over the log, and guards that also hold against tricks.

create table audit_checkpoint (
  size bigint not null,
  at timestamptz(3) not null,
  note text not null,
  key text not null,
  range bytea not null,
  constraint audit_checkpoint_pkey primary key (size),
  constraint audit_checkpoint_size check (size > 0),
  constraint audit_checkpoint_range check (length(range) % 32 = 0 and length(range) > 0)
);
create table audit_node (
  level smallint not null,
  index bigint not null,
  hash bytea not null,
  constraint audit_node_pkey primary key (level, index),
  constraint audit_node_place check (level between 4 and 52 and index >= 0),
  constraint audit_node_hash check (length(hash) = 32)
);
create table audit_anchored (
  size bigint not null,
  anchor text not null,
  at timestamptz(3) not null,
  constraint audit_anchored_pkey primary key (size, anchor),
  constraint audit_anchored_size_fkey foreign key (size) references audit_checkpoint (size) on delete restrict on update cascade
);

-- What changes who signs, or whether anybody may: few, and looked up before each checkpoint.
create index audit_entry_keeping on audit_entry (seq)
  where type in ('audit.key_rotated', 'audit.continued', 'audit.resumed', 'security.audit_inconsistent', 'security.audit_guard_missing');

-- Guards -------------------------------------------------------------------------------------------------------------
-- Every function names its search path: a temporary table of the same name would otherwise be asked instead.
alter function refuse_audit_change() set search_path = pg_catalog, public, pg_temp;

create or replace function require_audit_chain() returns trigger language plpgsql
  set search_path = pg_catalog, public, pg_temp as $$
declare
  before bytea;
begin
  if new.seq < 1 then
    raise exception 'audit entry % has no place in the log', new.seq using errcode = 'check_violation';
  end if;
  if new.seq = 1 then
    before := decode(repeat('00', 32), 'hex');
  else
    select hash into before from audit_entry where seq = new.seq - 1;
  end if;
  if new.previous_hash is distinct from before then
    raise exception 'audit entry % does not continue the chain', new.seq using errcode = 'check_violation';
  end if;
  if new.hash is distinct from sha256(convert_to(new.leaf, 'UTF8')) then
    raise exception 'audit entry % carries a wrong hash', new.seq using errcode = 'check_violation';
  end if;
  -- A transaction may take this long from its look at the clock to its entry; two clocks of one cluster differ by less.
  if new.at not between countersign_now() - interval '10 minutes' and countersign_now() + interval '1 minute' then
    raise exception 'audit entry % is dated %, which is not now', new.seq, new.at using errcode = 'check_violation';
  end if;
  return new;
end $$;

-- At the commit, so that the head may follow its entries in the same transaction.
create function require_audit_head() returns trigger language plpgsql
  set search_path = pg_catalog, public, pg_temp as $$
begin
  if not exists (select from audit_head where id = 1 and seq >= new.seq) then
    raise exception 'audit entry % lies beyond the head of the log', new.seq using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger audit_entry_in_step after insert on audit_entry
  deferrable initially deferred for each row execute function require_audit_head();

create function require_audit_entry() returns trigger language plpgsql
  set search_path = pg_catalog, public, pg_temp as $$
begin
  if new.id <> old.id or new.seq <= old.seq
    or not exists (select from audit_entry where seq = new.seq and hash = new.hash)
    or exists (select from audit_entry where seq = new.seq + 1) then
    raise exception 'the head of the log moves forward only, to its last entry' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger audit_head_in_step before update on audit_head for each row execute function require_audit_entry();
create trigger audit_head_kept before delete on audit_head for each row execute function refuse_audit_change();
create trigger audit_head_no_truncate before truncate on audit_head for each statement execute function refuse_audit_change();

create function require_checkpoint_order() returns trigger language plpgsql
  set search_path = pg_catalog, public, pg_temp as $$
begin
  if exists (select from audit_checkpoint where size >= new.size)
    or not exists (select from audit_head where id = 1 and seq >= new.size) then
    raise exception 'a checkpoint of % entries does not follow the one before', new.size using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger audit_checkpoint_order before insert on audit_checkpoint for each row execute function require_checkpoint_order();
create trigger audit_checkpoint_append_only before update or delete on audit_checkpoint for each row execute function refuse_audit_change();
create trigger audit_checkpoint_no_truncate before truncate on audit_checkpoint for each statement execute function refuse_audit_change();
create trigger audit_node_append_only before update or delete on audit_node for each row execute function refuse_audit_change();
create trigger audit_node_no_truncate before truncate on audit_node for each statement execute function refuse_audit_change();
create trigger audit_anchored_append_only before update or delete on audit_anchored for each row execute function refuse_audit_change();
create trigger audit_anchored_no_truncate before truncate on audit_anchored for each statement execute function refuse_audit_change();

-- Also for sessions that play a replica (session_replication_role), which ordinary triggers do not see.
alter table audit_entry enable always trigger audit_entry_append_only;
alter table audit_entry enable always trigger audit_entry_no_truncate;
alter table audit_entry enable always trigger audit_entry_chain;
alter table audit_entry enable always trigger audit_entry_in_step;
alter table audit_head enable always trigger audit_head_in_step;
alter table audit_head enable always trigger audit_head_kept;
alter table audit_head enable always trigger audit_head_no_truncate;
alter table audit_checkpoint enable always trigger audit_checkpoint_order;
alter table audit_checkpoint enable always trigger audit_checkpoint_append_only;
alter table audit_checkpoint enable always trigger audit_checkpoint_no_truncate;
alter table audit_node enable always trigger audit_node_append_only;
alter table audit_node enable always trigger audit_node_no_truncate;
alter table audit_anchored enable always trigger audit_anchored_append_only;
alter table audit_anchored enable always trigger audit_anchored_no_truncate;

-- The app's role -----------------------------------------------------------------------------------------------------
grant select, insert on audit_checkpoint, audit_node, audit_anchored to countersign_app;
-- What everybody may in PostgreSQL 14: put functions and tables of their own beside ours. Where the schema belongs to
-- somebody else, the look at the guards says that it is still so.
do $$ begin
  revoke create on schema public from public;
exception when insufficient_privilege then null;
end $$;
