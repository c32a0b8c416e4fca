import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ensureAppRole, ensureDatabase } from '../../../../scripts/lib/database-roles.mjs'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../../../scripts/lib/embedded-postgres.mjs'
import { deployMigrations } from '../../../../scripts/lib/migrations.mjs'
import type { TestDatabase } from '../support/test-database.ts'

const DATABASE = 'countersign'
const LOGIN = 'countersign_app'
/** It is killed, the machine is not: what was handed to the kernel stays. */
const SETTINGS = { fsync: 'off', full_page_writes: 'off' }
/** Sessions of the killed server hold on to its memory for a moment. */
const REVIVALS = 50

/** A PostgreSQL of its own with our migrations, to be killed outright and started again on the same port and data. */
export async function startMortalPostgres() {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'countersign-mortal-'))
  // As root the server runs as another account, which passes through this folder.
  await chmod(folder, 0o711)
  const options = { dataFolder: join(folder, 'data'), password: randomUUID(), settings: SETTINGS }
  let server = await startEmbeddedPostgres(options)
  const { port } = server
  const ownerUrl = server.url(DATABASE)
  const databaseUrl = server.url(DATABASE, LOGIN, LOGIN)
  await ensureDatabase(ownerUrl)
  await ensureAppRole(ownerUrl, databaseUrl)
  await deployMigrations(ownerUrl)
  const database: TestDatabase = {
    ownerUrl,
    databaseUrl,
    async drop() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }

  return {
    database,
    async kill(): Promise<void> {
      process.kill(await serverProcess(), 'SIGKILL')
      await server.exited
    },
    async revive(): Promise<void> {
      server = await start(REVIVALS)
      if (server.port !== port) throw new Error('its port was taken meanwhile')
    },
  }

  async function serverProcess(): Promise<number> {
    const [pid] = (await readFile(join(server.dataFolder, 'postmaster.pid'), 'utf8')).split('\n')
    return Number(pid)
  }

  async function start(triesLeft: number): Promise<EmbeddedPostgres> {
    try {
      return await startEmbeddedPostgres({ ...options, port })
    } catch (error) {
      if (triesLeft === 0) throw error
      await pause(100)
      return start(triesLeft - 1)
    }
  }
}
