// One of our processes: started, waited for, logged to a file, started again when it dies.
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { startChild } from './child.mjs'
import { logFolder } from './home-folder.mjs'

const READY_WITHIN_MS = 60_000
const PROBE_EVERY_MS = 40
const LINES_SHOWN = 12
// A process that dies this often in a minute will do so again: then everything stops and its log is worth reading.
const RESTARTS_PER_MINUTE = 3

/**
 * @param {{ name: string, command?: string, args: string[], env: NodeJS.ProcessEnv, cwd?: string, isReadyLine?: (line: string) => boolean, probe?: () => Promise<boolean>, patienceMs?: number, onGiveUp: (name: string) => void }} options
 */
export function createService(options) {
  const { name, command = process.execPath, args, env, cwd, isReadyLine, probe, patienceMs, onGiveUp } = options
  const log = createWriteStream(join(logFolder, `${name}.log`), { mode: 0o600 })
  const lastLines = []
  const deaths = []
  let child
  let wanted = false

  async function start() {
    wanted = true
    lastLines.length = 0
    let sawReadyLine
    const readyLine = new Promise((resolve) => {
      sawReadyLine = resolve
    })
    const mine = startChild(command, args, {
      env,
      cwd,
      onLine: (line) => {
        log.write(`${line}\n`)
        lastLines.push(line)
        if (lastLines.length > LINES_SHOWN) lastLines.shift()
        if (isReadyLine?.(line)) sawReadyLine('ready')
      },
    })
    child = mine
    const end = new AbortController()
    const outcome = await Promise.race([
      probe ? probeUntil(probe, end.signal) : readyLine,
      mine.exited.then((code) => `it ended with ${code}`),
      wait(READY_WITHIN_MS, `it was not ready within ${READY_WITHIN_MS / 1000} s`, { ref: false, signal: end.signal }),
    ])
    end.abort()
    if (outcome !== 'ready') {
      wanted = false
      await mine.stop()
      throw new Error(`${name} did not start: ${outcome}.\n${recentLog()}`)
    }
    void mine.exited.then((code) => {
      if (wanted && child === mine) return revive(code)
    })
  }

  async function revive(code) {
    const now = performance.now()
    deaths.push(now)
    while (now - deaths[0] > 60_000) deaths.shift()
    console.error(`\n  ! ${name} ended unexpectedly (${code}). Its last lines:\n${recentLog()}`)
    if (deaths.length > RESTARTS_PER_MINUTE) {
      onGiveUp(name)
      return
    }
    try {
      await wait(200 * 2 ** (deaths.length - 1))
      if (!wanted) return
      await start()
      console.error(`  ✓ ${name} is back`)
    } catch (error) {
      console.error(error.message)
      onGiveUp(name)
    }
  }

  const recentLog = () => lastLines.map((line) => `      ${line.slice(0, 400)}`).join('\n')

  async function stop() {
    wanted = false
    await child?.stop(patienceMs)
  }

  return {
    name,
    start,
    stop,
    async restart() {
      await stop()
      await start()
    },
    close: () => new Promise((resolve) => log.end(resolve)),
  }
}

async function probeUntil(probe, signal) {
  while (!signal.aborted) {
    if (await probe()) return 'ready'
    await wait(PROBE_EVERY_MS)
  }
  return undefined
}
