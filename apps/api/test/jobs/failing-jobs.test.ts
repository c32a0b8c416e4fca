import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { runJobs } from '../../src/adapters/jobs/job-runner.ts'
import { createBacklogReader } from '../../src/adapters/postgres/backlog.ts'
import { createPrometheusMetrics } from '../../src/adapters/system/metrics.ts'
import type { Job, JobHandlers } from '../../src/ports/jobs.ts'
import type { Log } from '../../src/ports/log.ts'
import { forgetJobs, handlersFor, silentLog } from '../support/run-jobs.ts'
import { useTestCore } from '../support/test-core.ts'

const core = useTestCore()

const failing: Job = { name: 'plan-digests', payload: {}, queue: 'lane' }
const add = (...jobs: Job[]) => core.deps.unitOfWork.transaction((stores) => stores.jobs.add(...jobs))
const forget = () => forgetJobs(core.database)

async function running(some: Partial<JobHandlers>, work: (alerts: object[]) => Promise<void>) {
  const alerts: object[] = []
  const log: Log = { ...silentLog, error: (fields) => 'alert' in fields && alerts.push(fields) }
  const metrics = createPrometheusMetrics('worker')
  metrics.observeBacklog(createBacklogReader(core.database.pool))
  const runner = await runJobs({ pool: core.database.pool, log, metrics }, handlersFor(some), [])
  try {
    await work(alerts)
  } finally {
    await runner.stop()
  }
  const { text } = await metrics.render()
  return (name: string) =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`countersign_${name}`))
        ?.split(' ')[1],
    )
}

const broken = async () => {
  throw new Error('it always throws')
}

afterEach(forget)

describe('a job that always throws', () => {
  it('is put off, and those behind it in its queue go on', async () => {
    let behind = 0
    await add(failing, ...Array.from({ length: 20 }, (): Job => ({ name: 'end-snoozes', payload: {}, queue: 'lane' })))
    const metric = await running(
      {
        'plan-digests': broken,
        'end-snoozes': async () => {
          behind += 1
        },
      },
      async () => void (await expect.poll(() => behind, { timeout: 5_000 }).toBe(20)),
    )
    expect(await core.sql('select from graphile_worker.jobs where attempts < max_attempts')).toHaveLength(1)
    expect(metric('jobs_total{job="plan-digests",result="again"')).toBeGreaterThan(0)
    expect(metric('jobs_total{job="end-snoozes",result="done"')).toBe(20)
  })

  it('is given up in the end: a log line that alerts, two metrics, and a row that can be found and run again', async () => {
    await add(failing)
    await core.database.pool.query('update graphile_worker._private_jobs set attempts = max_attempts - 1')
    const metric = await running({ 'plan-digests': broken }, async (alerts) => {
      await expect.poll(() => alerts, { timeout: 5_000 }).toMatchObject([{ alert: 'job_failed', job: 'plan-digests' }])
      // Its record follows the event.
      while ((await createBacklogReader(core.database.pool)()).failedJobs === 0) await wait(5)
    })
    expect(metric('jobs_total{job="plan-digests",result="failed"')).toBe(1)
    expect(metric('jobs_failed')).toBe(1)

    // As the runbook says.
    const [found] = await core.sql<{ id: string; task_identifier: string; last_error: string }>(
      'select id, task_identifier, last_error from graphile_worker.jobs where attempts >= max_attempts and locked_at is null',
    )
    expect(found).toMatchObject({ task_identifier: 'plan-digests', last_error: 'it always throws' })
    await core.sql('select graphile_worker.reschedule_jobs(array[$1]::bigint[], run_at => now(), attempts => 0)', [
      found?.id,
    ])
    let ran = false
    await running(
      {
        'plan-digests': async () => {
          ran = true
        },
      },
      async () => void (await expect.poll(() => ran, { timeout: 5_000 }).toBe(true)),
    )
    expect(await core.sql('select 1 from graphile_worker.jobs')).toEqual([])
  })
})

describe('what the metrics look at', () => {
  it('costs an index however much waits', async () => {
    await add({ name: 'end-snoozes', payload: {} })
    await core.database.pool.query(
      `insert into graphile_worker._private_jobs (task_id, payload, run_at)
       select task_id, payload, now() - interval '1 hour' from graphile_worker._private_jobs, generate_series(1, 12000)`,
    )
    const backlog = await createBacklogReader(core.database.pool)()
    expect(backlog.dueJobs).toBe(10_000)
    expect(backlog.oldestDueJobSeconds).toBeGreaterThanOrEqual(3_600)
    expect(backlog).toMatchObject({ failedJobs: 0, oldestWaitingDeliverySeconds: 0, pausedWorkspaces: 0 })
    const plan = await core.sql<{ 'QUERY PLAN': string }>(
      'explain select from graphile_worker._private_jobs where locked_at is null and attempts >= max_attempts limit 10',
    )
    expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toContain('countersign_failed_jobs')
  })

  it('is served without values when the database is gone', async () => {
    const metrics = createPrometheusMetrics('worker')
    metrics.observeBacklog(async () => Promise.reject(new Error('gone')))
    expect((await metrics.render()).text).toMatch(/countersign_jobs_failed\{.*\} Nan/i)
  })
})
