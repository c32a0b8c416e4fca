import type { Pool } from 'pg'
import { z } from 'zod'
import { type Backlog, MOST_COUNTED, type ReadBacklog } from '../../ports/backlog.ts'

const row = z.tuple([
  z.object({
    untold: z.coerce.number(),
    due: z.int(),
    due_age: z.number(),
    failed: z.int(),
    delivery_age: z.number(),
    paused: z.int(),
  }),
])

/**
 * Each part walks an index and stops early, so that a scrape costs the same whether ten jobs wait or a million:
 * graphile-worker's own index of what is available, one of failed jobs (scripts/lib/job-queue.mjs), and one of
 * waiting deliveries by endpoint and age.
 */
export const createBacklogReader =
  (pool: Pool): ReadBacklog =>
  async (): Promise<Backlog> => {
    const [{ untold, due, due_age, failed, delivery_age, paused }] = row.parse(
      (await pool.query(READ, [MOST_COUNTED])).rows,
    )
    return {
      untoldLines: untold,
      dueJobs: due,
      oldestDueJobSeconds: due_age,
      failedJobs: failed,
      oldestWaitingDeliverySeconds: delivery_age,
      pausedWorkspaces: paused,
    }
  }

const READ = `
  select
    (select h.seq - a.seq from audit_head h, announcer a) as untold,
    (select count(*)::int from (
      select from graphile_worker._private_jobs where is_available and run_at <= now() limit $1) as due_jobs) as due,
    coalesce((
      select extract(epoch from now() - run_at)::float8 from graphile_worker._private_jobs
      where is_available and run_at <= now() order by priority, run_at limit 1), 0) as due_age,
    (select count(*)::int from (
      select from graphile_worker._private_jobs where locked_at is null and attempts >= max_attempts limit $1
    ) as failed_jobs) as failed,
    coalesce((
      select extract(epoch from countersign_now() - min(oldest.created_at))::float8 from webhook_endpoint e
      cross join lateral (
        select created_at from webhook_delivery d where d.endpoint_id = e.id and d.status = 'pending'
        order by created_at limit 1) as oldest
      where e.disabled_at is null), 0) as delivery_age,
    (select count(*)::int from slack_workspace w join slack_pace p on p.workspace_id = w.id and p.lane = '*'
      where w.removed_at is null and p.next_at > countersign_now()) as paused`
