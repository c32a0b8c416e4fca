import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freeOrphans } from '../../src/adapters/jobs/guard-jobs.ts'
import { runJobs } from '../../src/adapters/jobs/job-runner.ts'
import { type Database, openDatabase } from '../../src/adapters/postgres/database.ts'
import type { JobHandlers } from '../../src/ports/jobs.ts'
import { handlersFor, silentLog, silentMetrics } from '../support/run-jobs.ts'
import { useTestCore } from '../support/test-core.ts'

const APPLICATION = 'test jobs'

const core = useTestCore()
let database: Database

beforeEach(() => {
  database = openDatabase(core.testDatabase.databaseUrl, {
    applicationName: APPLICATION,
    maxConnections: 8,
    onIdleError: () => {},
  })
})
afterEach(() => database.close())

const add = () =>
  core.deps.unitOfWork.transaction((stores) => stores.jobs.add({ name: 'plan-digests', payload: {}, queue: 'q' }))

async function running(planDigests: JobHandlers['plan-digests'], work: () => Promise<void>): Promise<void> {
  const runner = await runJobs(
    { pool: database.pool, log: silentLog, metrics: silentMetrics },
    handlersFor({ 'plan-digests': planDigests }),
    [],
  )
  try {
    await work()
  } finally {
    await runner.stop()
  }
}

/** What a handler is told to wait for, and tells when it has begun. */
function gate() {
  let open: () => void = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

describe('the job runner', () => {
  it('takes over at once what a killed process had locked', async () => {
    await add()
    for (const table of ['_private_jobs', '_private_job_queues'])
      await core.sql(
        `update graphile_worker.${table} set locked_by = 'pool-killed', locked_at = now() - interval '1 minute'`,
      )
    const ran = gate()
    await running(
      async () => ran.open(),
      () => ran.opened,
    )
    expect(await core.sql('select 1 from graphile_worker.jobs')).toEqual([])
  })

  it('leaves alone what a living process works on, however long that takes', async () => {
    await add()
    const began = gate()
    const mayEnd = gate()
    const work = async () => {
      began.open()
      await mayEnd.opened
    }
    await running(work, async () => {
      await began.opened
      for (const table of ['_private_jobs', '_private_job_queues'])
        await core.sql(
          `update graphile_worker.${table} set locked_at = now() - interval '1 hour' where locked_at is not null`,
        )
      expect(await freeOrphans(core.database.pool)).toBe(0)
      expect(await core.sql('select 1 from graphile_worker.jobs where locked_at is not null')).toHaveLength(1)
      mayEnd.open()
    })
    expect(await core.sql('select 1 from graphile_worker.jobs')).toEqual([])
  })

  it('begins again when every connection breaks in the middle of a job', async () => {
    let breaks = 1
    let ran = 0
    const work = async () => {
      ran += 1
      if (breaks-- > 0)
        await core.sql('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [
          APPLICATION,
        ])
    }
    await running(work, async () => {
      await add()
      await expect.poll(() => ran, { timeout: 10_000 }).toBeGreaterThanOrEqual(1)
      await add()
      const left = () => core.sql('select 1 from graphile_worker.jobs')
      await expect.poll(left, { timeout: 20_000, interval: 100 }).toEqual([])
    })
    // The first one's end may not have been written down: a job may run twice.
    expect(ran).toBeGreaterThanOrEqual(2)
  })
})
