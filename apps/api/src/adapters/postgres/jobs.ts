import type { Job, JobStore } from '../../ports/jobs.ts'
import type { Literals } from './literals.ts'

/** The jobs one transaction adds: kept until its end. */
export interface OpenJobStore extends JobStore {
  /** The statement that adds them, or `null` when there are none. */
  statement(client: Literals): string | null
}

/**
 * graphile-worker's own functions, called in our transaction: its queue is the outbox. Adding to a queue locks it, and
 * runners pass over a locked queue; so that is the transaction's last deed but one, right before the log's.
 */
export function createJobStore(): OpenJobStore {
  const added: Job[] = []
  return {
    async add(...jobs) {
      added.push(...jobs)
    },
    statement(client) {
      if (added.length === 0) return null
      return `
        select graphile_worker.add_job(a.name, a.payload, queue_name => a.queue, job_key => a.key,
          run_at => least(now() + a."delayMs" * interval '1 millisecond',
            (select j.run_at from graphile_worker.jobs j
             where a."keepsTurn" and j.key = a.key and j.locked_at is null)))
        from rows from (jsonb_to_recordset(${client.escapeLiteral(JSON.stringify(added.map(toRow)))}) as
          (name text, payload json, key text, queue text, "delayMs" bigint, "keepsTurn" boolean))
          with ordinality as a(name, payload, key, queue, "delayMs", "keepsTurn", nth)
        order by a.nth`
    },
  }
}

/** What is left out is null to the database. */
const toRow = ({ delayMs = 0, keepsTurn = false, ...job }: Job) => ({ ...job, delayMs: Math.round(delayMs), keepsTurn })
