import { execFile } from 'node:child_process'
import { chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** initdb: UTF-8 with PostgreSQL's own C.UTF-8, so that the machine's locales do not matter; passwords as SCRAM. */
export async function initialiseCluster(initdb, { dataFolder, owner, password, account }) {
  // initdb wants an empty data folder and runs as the server's account: the password file lies in a folder beside it
  // that only that account opens.
  const secret = await mkdtemp(`${dataFolder}-initdb-`)
  try {
    const passwordFile = join(secret, 'password')
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
    if (account) {
      await chown(passwordFile, account.uid, account.gid)
      await chown(secret, account.uid, account.gid)
    }
    const flags = ['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--locale-provider=builtin']
    await run(
      initdb,
      [
        `--pgdata=${dataFolder}`,
        `--username=${owner}`,
        `--pwfile=${passwordFile}`,
        '--builtin-locale=C.UTF-8',
        ...flags,
      ],
      { ...(account ?? {}), cwd: '/', env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' } },
    )
  } catch (error) {
    await rm(join(dataFolder, 'PG_VERSION'), { force: true })
    throw new Error(`initdb failed: ${error.stderr || error.message}`)
  } finally {
    await rm(secret, { recursive: true, force: true })
  }
}

/**
 * A server that outlived its starter is stopped; the lock file of one that died is removed, because its process id may
 * meanwhile belong to another program, which PostgreSQL would take for a running server.
 */
export async function stopLeftoverServer(dataFolder) {
  const lockFile = join(dataFolder, 'postmaster.pid')
  const pid = Number((await readFile(lockFile, 'utf8').catch(() => '')).split('\n')[0])
  if (!Number.isInteger(pid) || pid <= 1) return
  if (!(await isServerOf(pid, dataFolder))) return rm(lockFile, { force: true })
  process.kill(pid, 'SIGINT')
  const deadline = performance.now() + 10_000
  while (await isServerOf(pid, dataFolder)) {
    if (performance.now() > deadline)
      throw new Error(`A PostgreSQL of an earlier start (process ${pid}) does not stop.`)
    await wait(50)
  }
}

async function isServerOf(pid, dataFolder) {
  if (process.platform === 'win32') return false
  const args =
    process.platform === 'linux'
      ? (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ')
      : (await run('ps', ['-o', 'args=', '-p', String(pid)]).catch(() => ({ stdout: '' }))).stdout
  return args.includes(`postgres -D ${dataFolder} `)
}
