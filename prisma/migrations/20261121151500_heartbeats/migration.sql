-- AlterTable
ALTER TABLE "approval" ADD COLUMN "deadline_source" TEXT;
ALTER TABLE "attempt" ADD COLUMN "figures_at" TIMESTAMPTZ(3);

-- What the schema language cannot say --------------------------------------------------------------------------------
alter table approval add constraint approval_deadline_source check (deadline_source = 'history');

-- Attempts whose timeouts nobody has compared with the history yet.
create index attempt_figures on attempt (registered_at) where status = 'live' and figures_at is null;

-- What the heartbeats of each account and region need, summed in the order of the index and from it alone: 100,000
-- waiting tasks take milliseconds. An index-only scan wants the column itself beside what is computed from it.
create index approval_beats on approval
  ((split_part(execution_arn, ':', 5)), (split_part(execution_arn, ':', 4)), heartbeat_seconds) include (execution_arn)
  where status = 'pending' and heartbeat_mode = 'service' and heartbeat_seconds is not null;
