import { readFileSync } from 'node:fs'
import type { ApprovalId } from '@countersign/shared/ids'
import pg from 'pg'
import { createTokenSealer } from '../../src/adapters/crypto/token-sealer.ts'
import { openDatabase } from '../../src/adapters/postgres/database.ts'
import { seedDirectory } from '../../src/adapters/postgres/seed-directory.ts'
import { FJORD_AND_FIELD } from '../../src/demo/fjord-and-field.ts'
import { TaskToken } from '../../src/domain/task-token.ts'
import type { BucketSize } from '../../src/domain/token-bucket.ts'
import { castVote } from '../../src/use-cases/cast-vote.ts'
import { requestApproval } from '../../src/use-cases/request-approval.ts'
import { aRegistration, byUser } from '../builders.ts'
import { startService } from '../crash/service-process.ts'
import { wireCore } from '../support/test-core.ts'
import { createTestDatabase } from '../support/test-database.ts'
import { startFakeEngine } from './fake-engine.ts'

const SECRET = Buffer.alloc(32, 7)
const PAGE = 5_000
/** Linux counts the time of processes in hundredths of a second. */
const TICKS_PER_SECOND = 100

export interface Waiting {
  readonly count: number
  readonly heartbeatSeconds: number
  /** Seconds since the n-th of them was beaten last. */
  readonly quietSeconds: (n: number) => number
}

export type BeatWorld = Awaited<ReturnType<typeof createBeatWorld>>

/** Workers as processes, real PostgreSQL, and an engine that only knows tokens: so many fit as any account has. */
export async function createBeatWorld({ quota, usedPerSecond }: { quota: BucketSize; usedPerSecond: number }) {
  const test = await createTestDatabase()
  const database = openDatabase(test.databaseUrl, { applicationName: 'test', maxConnections: 3, onIdleError: () => {} })
  await seedDirectory(database.prisma, FJORD_AND_FIELD)
  const owner = new pg.Client({ connectionString: test.ownerUrl })
  await owner.connect()
  const engine = await startFakeEngine(quota)
  const sealer = createTokenSealer([{ id: 'k1', secret: SECRET }], SECRET)
  const workers = new Map<string, Awaited<ReturnType<typeof startService>>>()
  let startedMs = performance.now()
  let cpuOfTheDead = 0
  let mostMemory = 0

  return {
    engine,
    owner,

    /** A reviewer approves the n-th. */
    async approve(n: number) {
      const core = { ...wireCore(database), sealer }
      const approvalId = `apr_${keyOf(n)}` as ApprovalId
      const { rows } = await owner.query<{ case_digest: string }>('select case_digest from approval where id = $1', [
        approvalId,
      ])
      const request = { outcome: 'approve', caseDigest: rows[0]?.case_digest ?? '', undoSeconds: 0 }
      return castVote(core, { principal: byUser('usr_ana'), approvalId, request, expectedVersion: null })
    },

    async startWorker(name: string, more: Readonly<Record<string, string>> = {}): Promise<void> {
      const worker = await startService('worker', {
        NODE_ENV: 'test',
        DATABASE_URL: test.databaseUrl,
        API_HOST: '127.0.0.1',
        TOKEN_VAULT: 'postgres',
        TOKEN_KEYS: `k1:${SECRET.toString('base64')}`,
        SESSION_SECRETS: 'a-session-secret-of-32-characters!!',
        AWS_REGION: 'us-east-1',
        AWS_ENDPOINT_URL_SFN: engine.endpoint,
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
        SEND_TASK_RATE: String(usedPerSecond),
        LOG_LEVEL: 'error',
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
        ...more,
      })
      workers.set(name, worker)
    },

    /** kill -9 */
    async kill(name: string): Promise<void> {
      const worker = workers.get(name)
      if (!worker) return
      look(worker.pid)
      cpuOfTheDead += cpuSeconds(worker.pid)
      workers.delete(name)
      await worker.kill('SIGKILL')
    },

    /** Cores used by all workers since the start, and the memory of the largest one, in MB. */
    usage(): { cores: number; megabytes: number } {
      let cpu = cpuOfTheDead
      for (const { pid } of workers.values()) {
        look(pid)
        cpu += cpuSeconds(pid)
      }
      return { cores: cpu / ((performance.now() - startedMs) / 1_000), megabytes: mostMemory }
    },

    resetUsage(): void {
      startedMs = performance.now()
      cpuOfTheDead = -[...workers.values()].reduce((sum, { pid }) => sum + cpuSeconds(pid), 0)
    },

    /** So many tasks wait, with their approvals and sealed tokens: rows copied from one that was registered. */
    async insertWaiting({ count, heartbeatSeconds, quietSeconds }: Waiting): Promise<void> {
      const deps = { ...wireCore(database), sealer }
      const seed = await requestApproval(deps, aRegistration({ request: { title: 'Seed', heartbeatSeconds } }))
      if (seed.kind === 'refused') throw new Error(JSON.stringify(seed))
      const { id, attempt, source } = seed.approval
      for (let from = 0; from < count; from += PAGE) {
        const rows = Array.from({ length: Math.min(PAGE, count - from) }, (_, at) => {
          const n = from + at
          const key = keyOf(n)
          const attemptId = `att_${key}` as typeof attempt.id
          const executionArn = `${source.executionArn}-${n}`
          const envelope = sealer.seal(new TaskToken(tokenOf(n)), { attemptId, executionArn })
          return { key, executionArn, envelope, shard: n % 64 }
        })
        await owner.query(INSERT, [
          id,
          rows.map(({ key }) => key),
          rows.map(({ executionArn }) => executionArn),
          rows.map(({ envelope }) => envelope),
          rows.map(({ shard }) => shard),
        ])
      }
      await owner.query(`update attempt set status = 'closed', closed_at = now() where id = $1`, [attempt.id])
      await owner.query(
        `update approval set status = 'withdrawn', closed_at = now(), close_reason = 'task_gone' where id = $1`,
        [id],
      )
      await owner.query('vacuum analyze approval, attempt, sealed_token')
      // The clocks start when all of it is there: that takes longer than some heartbeats.
      for (let from = 0; from < count; from += PAGE) {
        const page = Array.from({ length: Math.min(PAGE, count - from) }, (_, at) => from + at)
        await owner.query(BEATEN, [page.map((n) => `att_${keyOf(n)}`), page.map(quietSeconds)])
        for (const n of page) engine.wait(tokenOf(n), heartbeatSeconds, quietSeconds(n) * 1_000)
      }
    },

    async close(): Promise<void> {
      await Promise.all([...workers.values()].map((worker) => worker.kill('SIGKILL')))
      await engine.stop()
      await owner.end()
      await database.close()
      await test.drop()
    },
  }

  function look(pid: number): void {
    const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    mostMemory = Math.max(mostMemory, Math.round(Number(kilobytes) / 1_024))
  }
}

/** A public id's part after the prefix; in the order of `n`. */
export const keyOf = (n: number): string => n.toString(10).padStart(36, '0')

/** As long as real ones. */
export const tokenOf = (n: number): string => `${n}/`.padEnd(600, 'AAAAKgAAAAIAAAAAAAAAAq+')

function cpuSeconds(pid: number): number {
  const [, after = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
  const fields = after.split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

const INSERT = `
  with wanted as (
    select * from unnest($2::text[], $3::text[], $4::text[], $5::int[]) w (key, arn, envelope, shard)
  ), approvals as (
    insert into approval select (jsonb_populate_record(a, jsonb_build_object(
        'id', 'apr_' || w.key, 'execution_arn', w.arn, 'created_at', now()))).*
      from approval a, wanted w where a.id = $1
  ), attempts as (
    insert into attempt select (jsonb_populate_record(t, jsonb_build_object(
        'id', 'att_' || w.key, 'approval_id', 'apr_' || w.key, 'shard', w.shard, 'token_hash', '\\x' || encode(sha256(convert_to(w.key, 'UTF8')), 'hex')))).*
      from attempt t, wanted w where t.approval_id = $1
  )
  insert into sealed_token select 'att_' || w.key, w.envelope, now() + interval '1 year' from wanted w`

const BEATEN = `
  update attempt set last_beat_at = now() - w.quiet * interval '1 second'
  from unnest($1::text[], $2::float8[]) w (id, quiet) where attempt.id = w.id`
