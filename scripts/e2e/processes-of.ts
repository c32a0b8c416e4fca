import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** Every process that was given this home, directly or by its parent; the database, which knows no home, by its data. */
export function processesOf(folder: string): { pid: number; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
        const belongs = readFileSync(`/proc/${pid}/environ`, 'utf8').includes(folder) || command.includes(folder)
        return belongs && existsSync(`/proc/${pid}/exe`) ? [{ pid: Number(pid), command }] : []
      } catch {
        return []
      }
    })
}

/** The worker itself, not the shell that guards it: what kill -9 of the worker has to hit. */
export function workerOf(folder: string): number | undefined {
  return processesOf(folder).find(({ command }) => /^\S*node .*bin\/worker\.js$/.test(command))?.pid
}

/** All at once, as a machine that loses its power: some end because of others before their turn comes. */
export function killAll(folder: string): void {
  for (const { pid } of processesOf(folder)) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It had ended already.
    }
  }
}
