-- Policies: what an approval's policy means for its case is kept with it, so that a vote needs neither the policy nor
-- its language. packages/shared/src/policies.ts is the document, apps/api/src/domain/policy/plan.ts the plan.

alter table "policy_version"
  add column "source" text,
  add column "note" text,
  add column "created_by" text;
-- Documents of before held one switch.
update "policy_version" set "document" =
  case when coalesce(("document"->>'requesterMayDecide')::boolean, false) then '{"exclude": []}'::jsonb else '{}'::jsonb end;

alter table "api_key" add column "owner_id" text references "app_user" ("id") on delete set null on update cascade;

alter table "approval"
  add column "plan" jsonb,
  add column "exclusions" jsonb not null default '[]',
  add column "excluded_names" text[] not null default '{}',
  add column "escalated" text[] not null default '{}',
  add column "standing" jsonb,
  add column "asked_here" boolean not null default true,
  add column "asked_elsewhere" text[] not null default '{}',
  add column "asked_people" text[] not null default '{}',
  add column "audience_teams" text[] not null default '{}',
  add column "audience_people" text[] not null default '{}',
  add column "assignee_id" text,
  add column "assignee_name" text,
  add column "claimed_by_id" text,
  add column "claimed_by_name" text,
  add column "claimed_until" timestamptz(3);

update "approval" a set
  "plan" = jsonb_build_object(
    'stages', jsonb_build_array(jsonb_build_object('id', 'decision', 'name', 'Decision', 'because', null, 'rejectVotes', 1,
      'escalation', null, 'rule', jsonb_build_object('kind', 'seat', 'seat', 'decision', 'votes', 1,
        'from', jsonb_build_array(jsonb_build_object('kind', 'team', 'id', t."id", 'name', t."name"))))),
    'skipped', '[]'::jsonb, 'checks', '[]'::jsonb,
    'demands', jsonb_build_object('comment', 'never', 'reason', false, 'evidence', false, 'signedInWithinMinutes', null,
      'bulk', a."risk" <> 'high', 'chat', a."risk" <> 'high'),
    'keepVotes', false, 'undoMaxSeconds', null, 'handOverTo', '[]'::jsonb, 'remindAfterSeconds', '[]'::jsonb,
    'calendar', null, 'expires', null, 'decidedBy', null),
  "standing" = jsonb_build_object('stage', 'decision', 'given', 0, 'needed', 1,
    'asked', jsonb_build_array(jsonb_build_object('kind', 'team', 'id', t."id", 'name', t."name")))
from "team" t where t."id" = a."team_id";
-- Who had asked, by name or behind the key, may not decide: as before.
update "approval" a set "exclusions" = e."all", "excluded_names" = e."names"
from (
  select x."id", jsonb_agg(jsonb_build_object('part', p."part", 'names', jsonb_build_array(p."name"))) as "all",
    array_agg(p."name") as "names"
  from "approval" x
  join "policy_version" v on v."policy_name" = x."policy_name" and v."version" = x."policy_version"
  left join "api_key" k on k."id" = x."registered_by_key"
  cross join lateral (values ('requester', lower(btrim(x."requested_by_id"))), ('key-owner', lower(btrim(k."acts_as"))),
    ('key-owner', 'key:' || x."registered_by_key")) as p("part", "name")
  where v."document" = '{}'::jsonb and p."name" is not null
  group by x."id") e
where e."id" = a."id";
alter table "approval" alter column "plan" set not null, alter column "standing" set not null;

alter table "vote"
  add column "stage" text not null default 'decision',
  add column "seats" text[] not null default '{decision}',
  add column "on_behalf_of_id" text,
  add column "on_behalf_of_name" text,
  add column "carried_from" text references "vote" ("id");
alter table "vote" alter column "stage" drop default, alter column "seats" drop default;
alter table "vote" drop constraint vote_via,
  add constraint vote_via check ("via" in ('web', 'api', 'slack', 'callback', 'email', 'policy'));
-- One vote a seat: nobody votes for themselves and has somebody vote for them too.
create unique index "vote_one_per_seat" on "vote" ("approval_id", "attempt_number", coalesce("on_behalf_of_id", "user_id"))
  where "undone_at" is null;
drop trigger vote_immutable on "vote";
create trigger vote_immutable before update on "vote" for each row execute function refuse_rewrite(
  'id', 'approval_id', 'attempt_number', 'user_id', 'user_name', 'on_behalf_of_id', 'on_behalf_of_name', 'carried_from', 'stage',
  'seats', 'via', 'outcome', 'reason', 'comment', 'input', 'case_digest', 'at');

-- "Waiting for me" where a team is asked about another team's case, and where people are asked by name.
create index "approval_asked_elsewhere" on "approval" using gin ("asked_elsewhere")
  where "status" = 'pending' and "asked_elsewhere" <> '{}';
create index "approval_asked_people" on "approval" using gin ("asked_people")
  where "status" = 'pending' and "asked_people" <> '{}';
create index "approval_audience_teams" on "approval" using gin ("audience_teams") where "audience_teams" <> '{}';
create index "approval_audience_people" on "approval" using gin ("audience_people") where "audience_people" <> '{}';
-- How often somebody asked under a policy lately, for conditions about the past.
create index "approval_asked_lately" on "approval" ("policy_name", "requested_by_id", "created_at" desc);

-- Who stands in for whom. A row ends, and is never changed otherwise.
create table "delegation" (
  "id" text primary key,
  "absent_id" text not null references "app_user" ("id"),
  "delegate_id" text not null references "app_user" ("id"),
  "starts_at" timestamptz(3) not null,
  "ends_at" timestamptz(3) not null,
  "note" text,
  "created_at" timestamptz(3) not null,
  "created_by" text not null,
  "ended_at" timestamptz(3),
  constraint "delegation_of_somebody_else" check ("absent_id" <> "delegate_id"),
  constraint "delegation_some_time" check ("ends_at" > "starts_at")
);
create index "delegation_delegate" on "delegation" ("delegate_id", "ends_at") where "ended_at" is null;
create index "delegation_absent" on "delegation" ("absent_id", "ends_at");

-- When a stage of an attempt is escalated or reminded of; planned when the stage begins.
create table "stage_timer" (
  "approval_id" text not null references "approval" ("id"),
  "attempt_number" integer not null,
  "stage" text not null,
  "kind" text not null,
  "number" integer not null,
  "due_at" timestamptz(3) not null,
  "done_at" timestamptz(3),
  primary key ("approval_id", "attempt_number", "stage", "kind", "number"),
  constraint "stage_timer_kind" check ("kind" in ('escalate', 'remind'))
);
create index "stage_timer_due" on "stage_timer" ("due_at") where "done_at" is null;

-- Evidence a reviewer has opened, of the case as it then was.
create table "evidence_view" (
  "approval_id" text not null references "approval" ("id"),
  "user_id" text not null references "app_user" ("id"),
  "case_digest" text not null,
  "url" text not null,
  "at" timestamptz(3) not null,
  primary key ("approval_id", "user_id", "case_digest", "url")
);

-- Who has revealed what is sensitive in the case of an attempt.
create table "case_reveal" (
  "approval_id" text not null references "approval" ("id"),
  "user_id" text not null references "app_user" ("id"),
  "attempt_number" integer not null,
  "at" timestamptz(3) not null,
  primary key ("approval_id", "user_id", "attempt_number")
);

grant select, insert on "delegation", "stage_timer", "evidence_view", "case_reveal" to countersign_app;
grant update ("ended_at") on "delegation" to countersign_app;
grant update ("due_at", "done_at") on "stage_timer" to countersign_app;
-- A version that approvals may have pinned never changes.
revoke update on "policy_version" from countersign_app;
create function refuse_policy_change() returns trigger language plpgsql as $$
begin
  raise exception 'a policy version is immutable: write the next one' using errcode = 'check_violation';
end $$;
create trigger policy_version_immutable before update or delete on "policy_version" for each row execute function refuse_policy_change();

-- T21: what a policy says counts once two people want it. A version with a row here counts when it is confirmed; one
-- without counted at once, because there was nobody to ask.
alter table "policy" alter column "current_version" drop not null;
create table "policy_proposal" (
  "policy_name" text not null,
  "version" integer not null,
  "proposed_by_id" text not null,
  "proposed_by_name" text not null,
  "proposed_names" text[] not null,
  "proposed_at" timestamptz(3) not null,
  "status" text not null default 'waiting',
  "settled_by_id" text,
  "settled_by_name" text,
  "settled_at" timestamptz(3),
  "settled_note" text,
  primary key ("policy_name", "version"),
  foreign key ("policy_name", "version") references "policy_version" ("policy_name", "version"),
  constraint "policy_proposal_status" check ("status" in ('waiting', 'confirmed', 'refused', 'withdrawn', 'replaced')),
  constraint "policy_proposal_settled" check (("status" = 'waiting') = ("settled_at" is null)
    and ("settled_at" is null) = ("settled_by_id" is null)),
  constraint "policy_proposal_second" check ("status" <> 'confirmed' or lower("settled_by_id") <> all ("proposed_names"))
);
create unique index "policy_proposal_one_waiting" on "policy_proposal" ("policy_name") where "status" = 'waiting';
create function refuse_proposal_change() returns trigger language plpgsql as $$
begin
  if old."status" <> 'waiting' or to_jsonb(old) - '{status,settled_by_id,settled_by_name,settled_at,settled_note}'::text[]
    <> to_jsonb(new) - '{status,settled_by_id,settled_by_name,settled_at,settled_note}'::text[] then
    raise exception 'a proposal is settled once, and never rewritten' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger policy_proposal_settled_once before update on "policy_proposal" for each row execute function refuse_proposal_change();
create function refuse_unconfirmed_version() returns trigger language plpgsql as $$
begin
  if exists (select from "policy_proposal" q where q."policy_name" = new."name" and q."version" = new."current_version"
    and q."status" <> 'confirmed') then
    raise exception 'version % of % is not confirmed', new."current_version", new."name" using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger policy_counts_confirmed before insert or update on "policy" for each row execute function refuse_unconfirmed_version();
grant select, insert on "policy_proposal" to countersign_app;
grant update ("status", "settled_by_id", "settled_by_name", "settled_at", "settled_note") on "policy_proposal" to countersign_app;
