import { integrationCreated, type integrationRequest } from '@countersign/shared/integrations'
import type { z } from 'zod'
import { JOB_CONNECTIONS, runJobs } from '../../src/adapters/jobs/job-runner.ts'
import { openDatabase } from '../../src/adapters/postgres/database.ts'
import { createPostgresUnitOfWork } from '../../src/adapters/postgres/unit-of-work.ts'
import type { JobHandlers } from '../../src/ports/jobs.ts'
import { wireChannels } from '../../src/wiring/wire-channels.ts'
import { signedHeaders } from '../integrations/integration-world.ts'
import { type SlackInWorld, startSlackInWorld } from '../slack-in/slack-in-world.ts'
import { handlersFor, silentLog, silentMetrics } from '../support/run-jobs.ts'

export type ChannelsWorld = Awaited<ReturnType<typeof startChannelsWorld>>

/** Every channel that decides, at one API: sessions, keys, Slack, and outside systems that sign. */
export async function startChannelsWorld() {
  const world: SlackInWorld = await startSlackInWorld()
  const admin = await world.api.signIn('helen')
  return Object.assign(world, {
    async integrate(request: Partial<z.input<typeof integrationRequest>>) {
      const body = { name: 'Warehouse', teams: ['payments'], ...request }
      const reply = await admin('POST', '/v1/integrations', { body })
      if (reply.status !== 201) throw new Error(`setting up answered ${reply.status}: ${reply.text}`)
      return integrationCreated.parse(reply.body)
    },
    /** Signs as the other side would, and answers at the address the workflow was given. */
    async callBack(callbackUrl: string, secret: string, body: object) {
      const raw = JSON.stringify(body)
      return world.api.anonymous('POST', new URL(callbackUrl).pathname, { raw, headers: signedHeaders(secret, raw) })
    },
    /** The jobs of these names as a worker runs them, woken by the database; resolves to how they are stopped. */
    async startJobs(names: readonly (keyof JobHandlers)[]): Promise<() => Promise<void>> {
      const jobs = openDatabase(world.env.DATABASE_URL, {
        applicationName: 'jobs of the test',
        maxConnections: JOB_CONNECTIONS,
        onIdleError: () => {},
      })
      const unitOfWork = createPostgresUnitOfWork(jobs.pool)
      const { handlers } = wireChannels({ ...world.parts, database: jobs, unitOfWork })
      const some = Object.fromEntries(names.map((name) => [name, handlers[name]]))
      const runner = await runJobs({ pool: jobs.pool, log: silentLog, metrics: silentMetrics }, handlersFor(some), [])
      return async () => {
        await runner.stop()
        await jobs.close()
      }
    },
    async jobsWaiting(name: keyof JobHandlers): Promise<number> {
      const { rows } = await world.api.sql(
        'select count(*)::int as waiting from graphile_worker.jobs where task_identifier = $1',
        [name],
      )
      return rows[0]?.waiting
    },
  })
}

/** Mulberry32: the same starts in every run. */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
