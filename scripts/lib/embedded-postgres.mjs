// A real PostgreSQL as a child process: for `npm start` with data that stay, for tests with data that go.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chown, mkdir, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { startChild } from './child.mjs'
import { findFreePort } from './free-port.mjs'
import { preparePostgresBinaries } from './postgres-binaries.mjs'
import { initialiseCluster, stopLeftoverServer } from './postgres-cluster.mjs'
import { canReach, findServerAccount } from './server-account.mjs'

const OWNER = 'countersign_owner'
const READY = 'database system is ready to accept connections'

/**
 * Starts PostgreSQL on loopback, with its data in `dataFolder` (made at the first start).
 * @param {{ dataFolder: string, password: string, port?: number, settings?: Record<string, string>, onLine?: (line: string) => void }} options
 */
export async function startEmbeddedPostgres({ dataFolder: wanted, password, port: wantedPort, settings = {}, onLine }) {
  const account = findServerAccount()
  const programs = await preparePostgresBinaries(account)
  const dataFolder = await prepareDataFolder(wanted, account)
  if (existsSync(join(dataFolder, 'PG_VERSION'))) await stopLeftoverServer(dataFolder)
  else await initialiseCluster(programs.initdb, { dataFolder, owner: OWNER, password, account })
  const { port, child } = await launchOnFreePort(programs.postgres, wantedPort, {
    dataFolder,
    settings,
    account,
    onLine,
  })
  return {
    port,
    dataFolder,
    exited: child.exited,
    stop: child.stop,
    url: (database, user = OWNER, secret = password) =>
      `postgresql://${user}:${encodeURIComponent(secret)}@127.0.0.1:${port}/${database}`,
  }
}

/**
 * The data stay where they were asked for, unless we are root and the server's account cannot get there (a home of mode
 * 0700): then they live below /var/lib, under a name made of the wanted place, with a link to them in the wanted place.
 */
async function prepareDataFolder(wanted, account) {
  await mkdir(dirname(wanted), { recursive: true })
  if (account === undefined) {
    await mkdir(wanted, { recursive: true, mode: 0o700 })
    return wanted
  }
  if (canReach(dirname(wanted), account)) {
    await mkdir(wanted, { recursive: true, mode: 0o700 })
    await chown(wanted, account.uid, account.gid)
    return wanted
  }
  const place = placeElsewhere(wanted)
  await mkdir(place, { recursive: true, mode: 0o755 })
  const folder = join(place, 'data')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chown(folder, account.uid, account.gid)
  if (!existsSync(wanted)) await symlink(folder, wanted)
  return folder
}

/** Where the data of `wanted` live when the server's account cannot reach it. */
export const placeElsewhere = (wanted) =>
  join('/var/lib/countersign', createHash('sha256').update(wanted).digest('hex').slice(0, 12))

/** Between finding a port and binding it somebody else may be faster; then the next one is tried. */
async function launchOnFreePort(postgres, wantedPort, options) {
  for (let triesLeft = 3; ; triesLeft -= 1) {
    const port = await findFreePort(wantedPort)
    try {
      return { port, child: await launch(postgres, { ...options, port }) }
    } catch (error) {
      if (triesLeft === 0 || !error.message.includes('Address already in use')) throw error
    }
  }
}

async function launch(postgres, { dataFolder, port, settings, account, onLine = () => {} }) {
  const all = { listen_addresses: '127.0.0.1', unix_socket_directories: '', port: String(port), ...settings }
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const lastLines = []
  let ready
  const becameReady = new Promise((resolve) => {
    ready = resolve
  })
  const child = startChild(postgres, ['-D', dataFolder, ...flags], {
    cwd: '/',
    account,
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
    // SIGINT is PostgreSQL's fast shutdown: sessions are ended and the data are flushed. SIGTERM would wait for them.
    stopSignal: 'INT',
    onLine: (line) => {
      onLine(line)
      lastLines.push(line)
      if (lastLines.length > 20) lastLines.shift()
      if (line.includes(READY)) ready('ready')
    },
  })
  if ((await Promise.race([becameReady, child.exited])) === 'ready') return child
  throw new Error(`PostgreSQL did not start:\n${lastLines.join('\n')}`)
}
