import type { JobStore } from '../../ports/jobs.ts'
import type { Statements } from './statements.ts'

/** graphile-worker's own functions, called in our transaction: its queue is the outbox. */
export function createJobStore(tx: Statements): JobStore {
  return {
    async add(...jobs) {
      for (const { name, payload, key = null, queue = null, delayMs = 0, keepsTurn = false } of jobs)
        await tx.rows`
          select graphile_worker.add_job(${name}::text, ${JSON.stringify(payload)}::json, queue_name => ${queue}::text,
            run_at => least(now() + ${delayMs}::int * interval '1 millisecond',
              (select j.run_at from graphile_worker.jobs j
               where ${keepsTurn}::boolean and j.key = ${key}::text and j.locked_at is null)),
            job_key => ${key}::text)`
    },
  }
}
