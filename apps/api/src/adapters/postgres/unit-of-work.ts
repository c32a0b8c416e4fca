import type { Pool, PoolClient } from 'pg'
import { DatabaseError } from 'pg'
import { z } from 'zod'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import { createAccountStore } from './accounts/account-store.ts'
import { createAnnouncementStore } from './announcements.ts'
import { createApprovalReader } from './approval-reader.ts'
import { createApprovalStore } from './approvals.ts'
import { createAuditTreeStore } from './audit/audit-tree.ts'
import { createAuditLog, type OpenAuditLog } from './audit-log.ts'
import { createCallbackStore } from './callbacks.ts'
import { createCommentStore } from './comments.ts'
import { createDecisionStore } from './decisions.ts'
import { createDeliveryStore } from './deliveries.ts'
import { createDirectoryStore } from './directory.ts'
import { createEvidenceStore } from './evidence.ts'
import { createIntegrationStore } from './integrations/integrations.ts'
import { createReceivedMessageStore } from './integrations/received-messages.ts'
import { createJobStore, type OpenJobStore } from './jobs.ts'
import { createKeyStore } from './key-store.ts'
import { createNoticeStore } from './notices/notices.ts'
import { createPreferenceStore } from './notices/preferences.ts'
import { createReminderStore } from './notices/reminders.ts'
import { createWatchStore } from './notices/watches.ts'
import { createDelegationStore } from './policies/delegations.ts'
import { createPolicyStore } from './policies/policy-store.ts'
import { createStageTimerStore } from './policies/stage-timers.ts'
import { createRevealStore } from './reveals.ts'
import { createSlackStore } from './slack/slack-store.ts'
import { createSlackInbox } from './slack-in/inbox.ts'
import { createSlackLinks } from './slack-in/links.ts'
import type { Statements } from './statements.ts'
import { createStatements } from './statements.ts'
import { createVoteStore } from './votes.ts'
import { createWebhookStore } from './webhooks/webhook-store.ts'

/** Serialization failures and deadlocks pass when tried again; this many in a row are a fault in our lock order. */
const MAX_TRIES = 5
const BY_CHANCE: ReadonlySet<string | undefined> = new Set(['40001', '40P01'])

export function createPostgresUnitOfWork(pool: Pool): UnitOfWork {
  return {
    async transaction(work) {
      for (let tries = 1; ; tries += 1) {
        try {
          return await runOnce(pool, work)
        } catch (error) {
          const byChance = error instanceof DatabaseError && BY_CHANCE.has(error.code)
          if (tries >= MAX_TRIES || !byChance) throw error
        }
      }
    },
  }
}

async function runOnce<T>(pool: Pool, work: (stores: Stores) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  // While it is ours, the pool does not listen; a broken connection shows in the statement that fails.
  client.on('error', ignore)
  try {
    await client.query('begin isolation level read committed')
    const ending = { jobs: createJobStore(), audit: createAuditLog() }
    const result = await work({ ...createStores(createStatements(client)), ...ending })
    await commit(client, ending)
    release(client)
    return result
  } catch (error) {
    await rollBack(client)
    throw error
  }
}

/**
 * Jobs, the log's entries and the commit in one message: while a job queue or the end of the log is locked, nobody waits
 * for us.
 */
async function commit(
  client: PoolClient,
  { jobs, audit }: { readonly jobs: OpenJobStore; readonly audit: OpenAuditLog },
): Promise<void> {
  const statements = [jobs.statement(client), audit.statement(client), 'commit'].filter((each) => each !== null)
  const answers = [await client.query(statements.join('; '))].flat()
  // PostgreSQL answers the commit of a transaction in which a statement failed with a quiet rollback.
  if (answers.at(-1)?.command !== 'COMMIT')
    throw new Error('the transaction was rolled back, because one of its statements failed')
}

async function rollBack(client: PoolClient): Promise<void> {
  try {
    await client.query('rollback')
    release(client)
  } catch (error) {
    release(client, error instanceof Error ? error : true)
  }
}

function release(client: PoolClient, broken?: Error | true): void {
  client.off('error', ignore)
  client.release(broken)
}

function ignore(): void {}

const nowRow = z.tuple([z.object({ now: z.date() })])

function createStores(tx: Statements): Omit<Stores, 'jobs' | 'audit'> {
  return {
    // To the millisecond, as the columns keep it and as a Date carries it.
    async now() {
      return nowRow.parse(await tx.rows`select date_trunc('milliseconds', countersign_now()) as now`)[0].now
    },
    reader: createApprovalReader(tx),
    approvals: createApprovalStore(tx),
    votes: createVoteStore(tx),
    decisions: createDecisionStore(tx),
    callbacks: createCallbackStore(tx),
    comments: createCommentStore(tx),
    evidence: createEvidenceStore(tx),
    reveals: createRevealStore(tx),
    accounts: createAccountStore(tx),
    directory: createDirectoryStore(tx),
    policies: createPolicyStore(tx),
    keys: createKeyStore(tx),
    auditTree: createAuditTreeStore(tx),
    deliveries: createDeliveryStore(tx),
    announcements: createAnnouncementStore(tx),
    integrations: createIntegrationStore(tx),
    messages: createReceivedMessageStore(tx),
    slack: createSlackStore(tx),
    slackInbox: createSlackInbox(tx),
    slackLinks: createSlackLinks(tx),
    webhooks: createWebhookStore(tx),
    watches: createWatchStore(tx),
    preferences: createPreferenceStore(tx),
    notices: createNoticeStore(tx),
    reminders: createReminderStore(tx),
    stageTimers: createStageTimerStore(tx),
    delegations: createDelegationStore(tx),
  }
}
