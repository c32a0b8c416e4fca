// PostgreSQL refuses to run as root. As root we run it as `postgres` where that account exists, else as `nobody`, which
// every Unix has; as anybody else, as ourselves.
import { execFileSync, spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'

/** @returns {{ uid: number, gid: number } | undefined} undefined: as the one who runs this */
export function findServerAccount() {
  if (process.getuid?.() !== 0) return undefined
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag) =>
        Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
      return { uid: id('-u'), gid: id('-g') }
    } catch {}
  }
  throw new Error('PostgreSQL does not run as root, and this machine has neither a "postgres" nor a "nobody" account.')
}

/** Whether the account can enter the folder, or run the program: asked of the system itself, which also knows ACLs and mounts. */
export function canReach(path, account) {
  if (account === undefined) {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  }
  return (
    spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], { ...account, cwd: '/', stdio: 'ignore' }).status === 0
  )
}
