-- What the schema language cannot say. packages/shared/src/statuses.ts is the source of every list and transition here;
-- apps/api/test/integration/status-constraints.test.ts fails when the two differ.

-- I12: one clock. Tests replace this function in their own database; nothing else tells the time.
create function countersign_now() returns timestamptz language sql volatile as 'select clock_timestamp()';

-- Statuses -----------------------------------------------------------------------------------------------------------
alter table approval
  add constraint approval_status check (status in ('pending', 'approved', 'rejected', 'expired', 'withdrawn')),
  add constraint approval_risk check (risk in ('low', 'medium', 'high')),
  add constraint approval_heartbeat_mode check (heartbeat_mode in ('service', 'external')),
  add constraint approval_close_reason check ((status in ('expired', 'withdrawn')) = (close_reason is not null)),
  add constraint approval_closed_at check ((status in ('expired', 'withdrawn')) = (closed_at is not null)),
  add constraint approval_digest check (case_digest ~ '^sha256:[0-9a-f]{64}$'),
  add constraint approval_attempt check (attempt_number >= 1 and version >= 1);
alter table attempt
  add constraint attempt_status check (status in ('live', 'superseded', 'closed')),
  add constraint attempt_closed_at check ((status = 'live') = (closed_at is null)),
  add constraint attempt_shard check (shard between 0 and 63);
alter table callback
  add constraint callback_status check (status in ('held', 'queued', 'sending', 'unconfirmed', 'confirmed', 'closed_elsewhere', 'too_late', 'parked', 'undone')),
  add constraint callback_kind check (kind in ('success', 'failure')),
  add constraint callback_answer check ((kind = 'success') = (output is not null) and (kind = 'failure') = (error is not null and cause is not null)),
  add constraint callback_confirmed check (status <> 'confirmed' or finished_at is not null),
  add constraint callback_sending check (status <> 'sending' or (lease_owner is not null and lease_until is not null));
alter table decision add constraint decision_kind check (kind in ('success', 'failure'));
alter table vote add constraint vote_via check (via in ('web', 'api', 'slack', 'callback', 'email'));
alter table app_user add constraint app_user_role check (role in ('reviewer', 'admin', 'auditor'));
alter table audit_head add constraint audit_head_one check (id = 1);

create function refuse_illegal_transition() returns trigger language plpgsql as $$
declare legal text[] := tg_argv;
begin
  if new.status is distinct from old.status and not (old.status || '>' || new.status = any (legal)) then
    raise exception 'illegal transition of % % from % to %', tg_table_name, old.id, old.status, new.status using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger approval_transition before update of status on approval for each row execute function refuse_illegal_transition(
  'pending>approved', 'pending>rejected', 'pending>expired', 'pending>withdrawn',
  'approved>pending', 'rejected>pending', 'expired>pending', 'withdrawn>pending');
create trigger callback_transition before update of status on callback for each row execute function refuse_illegal_transition(
  'held>queued', 'held>sending', 'held>undone', 'held>too_late',
  'queued>sending', 'queued>too_late',
  'sending>queued', 'sending>unconfirmed', 'sending>confirmed', 'sending>closed_elsewhere', 'sending>too_late', 'sending>parked',
  'unconfirmed>sending', 'unconfirmed>queued', 'unconfirmed>confirmed', 'unconfirmed>closed_elsewhere', 'unconfirmed>too_late', 'unconfirmed>parked',
  'parked>queued', 'parked>sending');

-- One decision, one live token, one vote a person -------------------------------------------------------------------
create unique index decision_one_in_force on decision (approval_id) where undone_at is null;
create unique index attempt_one_live on attempt (approval_id) where status = 'live';
create unique index vote_one_per_person on vote (approval_id, attempt_number, user_id) where undone_at is null;

-- I2: what was decided and what is sent never change. Undo only marks.
create function refuse_rewrite() returns trigger language plpgsql as $$
declare frozen text; before jsonb := to_jsonb(old); after jsonb := to_jsonb(new);
begin
  foreach frozen in array tg_argv loop
    if before -> frozen is distinct from after -> frozen then
      raise exception '%.% of % is immutable', tg_table_name, frozen, old.id using errcode = 'check_violation';
    end if;
  end loop;
  return new;
end $$;
create trigger decision_immutable before update on decision for each row execute function refuse_rewrite(
  'id', 'approval_id', 'attempt_number', 'outcome', 'kind', 'label', 'reason', 'error', 'comment', 'input', 'decided_by', 'decided_at', 'case_digest', 'policy_name', 'policy_version');
create trigger callback_immutable before update on callback for each row execute function refuse_rewrite(
  'id', 'decision_id', 'approval_id', 'attempt_id', 'execution_arn', 'kind', 'output', 'error', 'cause');
create trigger vote_immutable before update on vote for each row execute function refuse_rewrite(
  'id', 'approval_id', 'attempt_number', 'user_id', 'user_name', 'via', 'outcome', 'reason', 'comment', 'input', 'case_digest', 'at');
create trigger attempt_immutable before update on attempt for each row execute function refuse_rewrite(
  'id', 'approval_id', 'number', 'token_hash', 'retry_count', 'redrive_count', 'registered_at');

-- Hot queries --------------------------------------------------------------------------------------------------------
-- Inbox: pending of a team, soonest deadline first (null = no deadline, last).
create index approval_inbox on approval (team_id, coalesce(deadline_at, 'infinity'), id) where status = 'pending';
create index approval_inbox_all on approval (coalesce(deadline_at, 'infinity'), id) where status = 'pending';
create index approval_deadline on approval (deadline_at) where status = 'pending' and deadline_at is not null;
create index approval_pending_execution on approval (execution_arn) where status = 'pending';
create index approval_search on approval using gin (to_tsvector('simple', title || ' ' || coalesce(context_line, '') || ' ' || coalesce(requested_by_name, '') || ' ' || coalesce(item_key, '') || ' ' || execution_arn));
create index callback_due on callback (due_at) where status in ('held', 'queued', 'unconfirmed', 'sending');
create index attempt_live on attempt (shard, id) where status = 'live';

-- I11: the audit log only grows, and each entry continues the one before. ---------------------------------------------
create function refuse_audit_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is append-only' using errcode = 'insufficient_privilege';
end $$;
create trigger audit_entry_append_only before update or delete on audit_entry for each row execute function refuse_audit_change();
create trigger audit_entry_no_truncate before truncate on audit_entry for each statement execute function refuse_audit_change();

create function require_audit_chain() returns trigger language plpgsql as $$
begin
  if new.seq > 1 and new.previous_hash is distinct from (select hash from audit_entry where seq = new.seq - 1) then
    raise exception 'audit entry % does not continue the chain', new.seq using errcode = 'check_violation';
  end if;
  if new.hash is distinct from sha256(convert_to(new.leaf, 'UTF8')) then
    raise exception 'audit entry % carries a wrong hash', new.seq using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger audit_entry_chain before insert on audit_entry for each row execute function require_audit_chain();

insert into audit_head (id, seq, hash) values (1, 0, decode(repeat('00', 32), 'hex'));
insert into heartbeat_shard (shard) select generate_series(0, 63);

-- The app's role -----------------------------------------------------------------------------------------------------
do $$ begin
  if not exists (select from pg_roles where rolname = 'countersign_app') then create role countersign_app nologin; end if;
end $$;
grant usage on schema public to countersign_app;
grant select, insert, update on approval, attempt, vote, decision, callback, callback_attempt, comment, app_user, identity, team, policy, policy_version, api_key, audit_head, heartbeat_shard to countersign_app;
grant select, insert, update, delete on membership, session, idempotency_record, sealed_token to countersign_app;
grant select, insert on audit_entry to countersign_app;
revoke update, delete, truncate on audit_entry from countersign_app;
revoke insert, delete, truncate on audit_head, heartbeat_shard from countersign_app;
