-- CreateTable
CREATE TABLE "integration" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "acts_as" TEXT NOT NULL,
    "owner_id" TEXT,
    "keepers" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "teams" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "policies" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "outcomes" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "mapping" JSONB NOT NULL,
    "heartbeats" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "disabled_at" TIMESTAMPTZ(3),

    CONSTRAINT "integration_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "signing_secret" (
    "id" TEXT NOT NULL,
    "integration_id" TEXT,
    "endpoint_id" TEXT,
    "sealed" TEXT NOT NULL,
    "fingerprint" BYTEA,
    "last_four" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "signing_secret_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "received_message" (
    "source" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "body_hash" BYTEA NOT NULL,
    "approval_id" TEXT,
    "result" TEXT NOT NULL,
    "status" SMALLINT NOT NULL,
    "response" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "received_message_pkey" PRIMARY KEY ("source","message_id")
);

-- CreateTable
CREATE TABLE "webhook_endpoint" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "integration_id" TEXT,
    "event_types" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "teams" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "policies" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "format" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "disabled_at" TIMESTAMPTZ(3),
    "disabled_because" TEXT,
    "failing_since" TIMESTAMPTZ(3),
    "last_delivered_at" TIMESTAMPTZ(3),
    "last_error" TEXT,

    CONSTRAINT "webhook_endpoint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "endpoint_id" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "approval_id" TEXT,
    "type" TEXT NOT NULL,
    "content_type" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("endpoint_id","event_id")
);

-- CreateTable
CREATE TABLE "webhook_attempt" (
    "endpoint_id" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "status_code" SMALLINT,
    "error" TEXT,
    "response" TEXT,

    CONSTRAINT "webhook_attempt_pkey" PRIMARY KEY ("endpoint_id","event_id","number")
);

-- CreateTable
CREATE TABLE "announcement" (
    "approval_id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,

    CONSTRAINT "announcement_pkey" PRIMARY KEY ("approval_id")
);

-- CreateTable
CREATE TABLE "notice_preference" (
    "user_id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "slack" TEXT NOT NULL,
    "digest_at" SMALLINT NOT NULL,
    "quiet_from" SMALLINT,
    "quiet_until" SMALLINT,
    "time_zone" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "notice_preference_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "approval_watch" (
    "approval_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "muted_at" TIMESTAMPTZ(3),
    "snoozed_until" TIMESTAMPTZ(3),

    CONSTRAINT "approval_watch_pkey" PRIMARY KEY ("approval_id","user_id")
);

-- CreateTable
CREATE TABLE "notice" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "approval_id" TEXT,
    "kind" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "letter" TEXT,
    "sent_at" TIMESTAMPTZ(3),
    "detail" TEXT,

    CONSTRAINT "notice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reminder" (
    "approval_id" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "planned_at" TIMESTAMPTZ(3),

    CONSTRAINT "reminder_pkey" PRIMARY KEY ("approval_id")
);

-- CreateTable
CREATE TABLE "slack_workspace" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "bot_user_id" TEXT NOT NULL,
    "sealed_token" TEXT NOT NULL,
    "scopes" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "installed_by" TEXT,
    "installed_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "slack_workspace_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "slack_route" (
    "team_id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "channel_id" TEXT NOT NULL,
    "channel_name" TEXT NOT NULL,

    CONSTRAINT "slack_route_pkey" PRIMARY KEY ("team_id","workspace_id")
);

-- CreateTable
CREATE TABLE "slack_message" (
    "approval_id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "channel_id" TEXT NOT NULL,
    "user_id" TEXT,
    "ts" TEXT,
    "posting_since" TIMESTAMPTZ(3),
    "fingerprint" TEXT,
    "turn_at" TIMESTAMPTZ(3),
    "stopped_because" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "slack_message_pkey" PRIMARY KEY ("approval_id","workspace_id","channel_id")
);

-- CreateTable
CREATE TABLE "slack_reply" (
    "comment_id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "channel_id" TEXT NOT NULL,
    "ts" TEXT,
    "posting_since" TIMESTAMPTZ(3),
    "turn_at" TIMESTAMPTZ(3),
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "slack_reply_pkey" PRIMARY KEY ("comment_id","workspace_id","channel_id")
);

-- CreateTable
CREATE TABLE "slack_pace" (
    "workspace_id" TEXT NOT NULL,
    "lane" TEXT NOT NULL,
    "next_at" TIMESTAMPTZ(3) NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "slack_pace_pkey" PRIMARY KEY ("workspace_id","lane")
);

-- CreateTable
CREATE TABLE "slack_home" (
    "workspace_id" TEXT NOT NULL,
    "slack_user_id" TEXT NOT NULL,
    "view" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "fingerprint" TEXT,

    CONSTRAINT "slack_home_pkey" PRIMARY KEY ("workspace_id","slack_user_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "integration_name_key" ON "integration"("name");

-- CreateIndex
CREATE UNIQUE INDEX "integration_acts_as_key" ON "integration"("acts_as");

-- CreateIndex
CREATE UNIQUE INDEX "signing_secret_fingerprint_key" ON "signing_secret"("fingerprint");

-- CreateIndex
CREATE INDEX "signing_secret_integration_id_idx" ON "signing_secret"("integration_id");

-- CreateIndex
CREATE INDEX "signing_secret_endpoint_id_idx" ON "signing_secret"("endpoint_id");

-- CreateIndex
CREATE INDEX "received_message_source_received_at_idx" ON "received_message"("source", "received_at" DESC);

-- CreateIndex
CREATE INDEX "received_message_received_at_idx" ON "received_message"("received_at");

-- CreateIndex
CREATE INDEX "webhook_delivery_endpoint_id_created_at_seq_event_id_idx" ON "webhook_delivery"("endpoint_id", "created_at" DESC, "seq" DESC, "event_id" DESC);

-- CreateIndex
CREATE INDEX "webhook_delivery_created_at_idx" ON "webhook_delivery"("created_at");

-- CreateIndex
CREATE INDEX "approval_watch_user_id_idx" ON "approval_watch"("user_id");

-- CreateIndex
CREATE INDEX "notice_approval_id_idx" ON "notice"("approval_id");

-- CreateIndex
CREATE INDEX "slack_message_workspace_id_channel_id_ts_idx" ON "slack_message"("workspace_id", "channel_id", "ts");

-- AddForeignKey
ALTER TABLE "integration" ADD CONSTRAINT "integration_acts_as_fkey" FOREIGN KEY ("acts_as") REFERENCES "app_user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "integration" ADD CONSTRAINT "integration_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "app_user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "signing_secret" ADD CONSTRAINT "signing_secret_integration_id_fkey" FOREIGN KEY ("integration_id") REFERENCES "integration"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "signing_secret" ADD CONSTRAINT "signing_secret_endpoint_id_fkey" FOREIGN KEY ("endpoint_id") REFERENCES "webhook_endpoint"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_endpoint" ADD CONSTRAINT "webhook_endpoint_integration_id_fkey" FOREIGN KEY ("integration_id") REFERENCES "integration"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_endpoint_id_fkey" FOREIGN KEY ("endpoint_id") REFERENCES "webhook_endpoint"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_attempt" ADD CONSTRAINT "webhook_attempt_endpoint_id_event_id_fkey" FOREIGN KEY ("endpoint_id", "event_id") REFERENCES "webhook_delivery"("endpoint_id", "event_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notice_preference" ADD CONSTRAINT "notice_preference_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approval_watch" ADD CONSTRAINT "approval_watch_approval_id_fkey" FOREIGN KEY ("approval_id") REFERENCES "approval"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approval_watch" ADD CONSTRAINT "approval_watch_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notice" ADD CONSTRAINT "notice_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notice" ADD CONSTRAINT "notice_approval_id_fkey" FOREIGN KEY ("approval_id") REFERENCES "approval"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reminder" ADD CONSTRAINT "reminder_approval_id_fkey" FOREIGN KEY ("approval_id") REFERENCES "approval"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "slack_route" ADD CONSTRAINT "slack_route_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "slack_route" ADD CONSTRAINT "slack_route_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "slack_workspace"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "slack_message" ADD CONSTRAINT "slack_message_approval_id_fkey" FOREIGN KEY ("approval_id") REFERENCES "approval"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AlterTable
ALTER TABLE "identity" ADD COLUMN "label" TEXT;

-- What the schema language cannot say --------------------------------------------------------------------------------
-- packages/shared/src/channels.ts is the source of these lists; status-constraints.test.ts compares.
alter table integration add constraint integration_kind check (kind in ('servicenow', 'jira', 'github', 'generic'));
alter table signing_secret add constraint signing_secret_owner check (num_nonnulls(integration_id, endpoint_id) = 1);
alter table webhook_endpoint add constraint webhook_endpoint_format check (format in ('standard', 'cloudevents'));
alter table webhook_delivery
  add constraint webhook_delivery_status check (status in ('pending', 'delivered', 'failed', 'dropped')),
  add constraint webhook_delivery_finished check ((status = 'pending') = (finished_at is null));
alter table notice_preference
  add constraint notice_preference_email check (email in ('each', 'digest', 'off')),
  add constraint notice_preference_slack check (slack in ('each', 'off')),
  add constraint notice_preference_minutes check (digest_at between 0 and 1439 and quiet_from between 0 and 1439 and quiet_until between 0 and 1439),
  add constraint notice_preference_quiet check ((quiet_from is null) = (quiet_until is null));
alter table notice
  add constraint notice_kind check (kind in ('request', 'reminder', 'escalation', 'outcome', 'digest')),
  add constraint notice_channel check (channel in ('email', 'slack')),
  add constraint notice_status check (status in ('waiting', 'sent', 'dropped', 'failed'));

-- One notice of a kind about one thing to one person on one channel, digests (without an approval) included.
create unique index notice_once on notice (user_id, coalesce(approval_id, ''), kind, channel, subject);
-- What one person is about to be told on one channel.
create index notice_waiting on notice (user_id, channel, due_at) where status = 'waiting';
create index reminder_due on reminder (due_at) where planned_at is null;
-- The next event of an approval for an endpoint, oldest first.
create index webhook_delivery_next on webhook_delivery (endpoint_id, coalesce(approval_id, event_id), seq) where status = 'pending';
-- The oldest that waits for an endpoint, for the metrics.
create index webhook_delivery_waiting on webhook_delivery (endpoint_id, created_at) where status = 'pending';
-- Forwards that were spared because of a decision, should it be undone.
create index webhook_delivery_dropped on webhook_delivery (approval_id) where status = 'dropped';
create index approval_watch_snoozed on approval_watch (snoozed_until) where snoozed_until is not null;

-- One event is the same bytes for every try and under one id.
create function refuse_event_rewrite() returns trigger language plpgsql as $$
begin
  if (new.event_id, new.body, new.content_type, new.type, new.seq) is distinct from (old.event_id, old.body, old.content_type, old.type, old.seq)
    or new.approval_id is distinct from old.approval_id then
    raise exception 'webhook delivery % is immutable', old.event_id using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger webhook_delivery_immutable before update on webhook_delivery for each row execute function refuse_event_rewrite();

grant select, insert, update on integration, signing_secret, received_message, webhook_endpoint, webhook_delivery, webhook_attempt, announcement, notice_preference, notice, reminder, slack_workspace, slack_message, slack_reply, slack_pace, slack_home to countersign_app;
grant select, insert, update, delete on approval_watch, slack_route to countersign_app;
-- Old deliveries, messages and notices are pruned; unlinking a Slack account removes the identity.
grant delete on received_message, webhook_delivery, webhook_attempt, notice, slack_reply, slack_home, slack_pace, identity, signing_secret to countersign_app;
