-- CreateTable
CREATE TABLE "aws_account" (
    "id" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "role_arn" TEXT,
    "external_id" TEXT NOT NULL,
    "regions" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "send_task_rate" INTEGER,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "check_at" TIMESTAMPTZ(3),
    "check_passed" BOOLEAN,
    "check_findings" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "disabled_at" TIMESTAMPTZ(3),

    CONSTRAINT "aws_account_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "aws_account_external_id_key" ON "aws_account"("external_id");

-- AlterTable
ALTER TABLE "callback" ADD COLUMN "blocked_account" TEXT;

-- What the schema language cannot say --------------------------------------------------------------------------------
alter table aws_account
  add constraint aws_account_id check (id ~ '^[0-9]{12}$'),
  -- Tokens are answered by principals of their own account only.
  add constraint aws_account_role check (role_arn like 'arn:aws%:iam::' || id || ':role/%'),
  add constraint aws_account_rate check (send_task_rate between 1 and 100000),
  add constraint aws_account_check check (num_nonnulls(check_at, check_passed, check_findings) in (0, 3));

-- What waits for an account to let us in.
create index callback_blocked on callback (blocked_account) where status = 'parked' and blocked_account is not null;

grant select, insert, update on aws_account to countersign_app;
