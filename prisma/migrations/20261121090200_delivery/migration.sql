-- Who is alive. A worker holds an advisory lock for as long as its listening connection lives; the operating system closes
-- that connection when the process dies, so a successor takes over at once instead of waiting for a lease to run out.
-- A lease still ends by the clock when a worker hangs or its machine vanishes. The last 8 characters of an owner are hex.
create function countersign_worker_key(owner text) returns integer language sql immutable strict as
  $$ select ('x' || right(owner, 8))::bit(32)::integer $$;

create function countersign_workers() returns table (key integer) language sql volatile as
  $$ select distinct objid::bigint::bit(32)::integer from pg_locks
     where locktype = 'advisory' and granted and objsubid = 2 and classid = 1129530187
       and database = (select oid from pg_database where datname = current_database()) $$;

create function countersign_worker_alive(owner text) returns boolean language sql volatile as
  $$ select exists (select from countersign_workers() w where w.key = countersign_worker_key(owner)) $$;

-- Confirmed by the reply, the history event still to be looked up; `due_at` then says when to look.
create index callback_evidence on callback (due_at) where status = 'confirmed' and history_event_id is null;

-- New tokens for the heartbeat schedule, without reading the ones already in it.
create index attempt_live_new on attempt (registered_at) where status = 'live';
