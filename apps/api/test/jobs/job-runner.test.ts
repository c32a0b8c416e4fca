import { describe, expect, it } from 'vitest'
import { runJobs } from '../../src/adapters/jobs/job-runner.ts'
import { openDatabase } from '../../src/adapters/postgres/database.ts'
import { handlersFor, silentLog, silentMetrics } from '../support/run-jobs.ts'
import { useTestCore } from '../support/test-core.ts'

const core = useTestCore()

describe('the job runner', () => {
  it('takes over at once what a killed process had locked', async () => {
    await core.deps.unitOfWork.transaction((stores) =>
      stores.jobs.add({ name: 'plan-digests', payload: {}, queue: 'q' }),
    )
    await core.database.pool.query(`
      update graphile_worker._private_jobs set locked_by = 'worker-killed', locked_at = now() - interval '1 minute'`)
    await core.database.pool.query(`
      update graphile_worker._private_job_queues set locked_by = 'worker-killed', locked_at = now() - interval '1 minute'`)

    const database = openDatabase(core.testDatabase.databaseUrl, {
      applicationName: 'test jobs',
      maxConnections: 8,
      onIdleError: () => {},
    })
    let ran: () => void = () => {}
    const running = new Promise<void>((resolve) => {
      ran = resolve
    })
    const runner = await runJobs(
      { pool: database.pool, log: silentLog, metrics: silentMetrics },
      handlersFor({ 'plan-digests': async () => ran() }),
      [],
    )
    try {
      await running
    } finally {
      await runner.stop()
      await database.close()
    }
    expect(await core.sql('select 1 from graphile_worker.jobs')).toEqual([])
  })
})
