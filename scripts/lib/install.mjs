import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './places.mjs'
import { runCommand } from './run-command.mjs'

/** npm ci, unless what is installed is already what the lockfile says. */
export async function install() {
  if (isInstalled()) return 'unchanged'
  // As a child of npm the running npm itself is used; without it (node scripts/start.mjs) the one on the path.
  const npm = process.env.npm_execpath
  const [command, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []]
  // No dependency's install script runs: what we need of them our own steps do, and one would download a binary.
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--include=dev', '--include=optional']
  await runCommand(command, [...first, 'ci', ...flags])
  return undefined
}

/** npm keeps a copy of the lockfile for what it really put into node_modules. */
function isInstalled() {
  const hidden = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(hidden)) return false
  const wanted = readPackages(join(root, 'package-lock.json'))
  const present = readPackages(hidden)
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes('node_modules/') || entry.link || entry.optional) return true
    return present[path]?.version === entry.version && existsSync(join(root, path, 'package.json'))
  })
}

const readPackages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages
