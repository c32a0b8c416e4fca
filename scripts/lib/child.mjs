// Child processes that never outlive us. Each runs in a process group of its own, so that Ctrl-C in the terminal reaches
// only us and we stop the parts in order. A shell beside it passes on the signals that we write into its pipe, and ends
// the child when the pipe closes, which the kernel also does when we are killed outright.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

const GUARD = `
exec 3<&0
"$@" 3<&- </dev/null & child=$!
{ while read -r signal; do kill -s "$signal" $child; done <&3; kill -s "$STOP_SIGNAL" $child; } 2>/dev/null & guard=$!
wait $child; code=$?
{ kill -s KILL $guard; wait $guard; } 2>/dev/null
exit $code`

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, account?: { uid: number, gid: number }, stopSignal?: string, onLine?: (line: string) => void }} [options]
 */
export function startChild(command, args, options = {}) {
  const { env = process.env, cwd, account, stopSignal = 'TERM', onLine = () => {} } = options
  const guarded = process.platform !== 'win32'
  const child = guarded
    ? spawn('/bin/sh', ['-c', GUARD, 'sh', command, ...args], {
        ...(account ?? {}),
        cwd,
        detached: true,
        env: { ...env, STOP_SIGNAL: stopSignal },
        stdio: ['pipe', 'pipe', 'pipe'],
      })
    : spawn(command, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true })
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', onLine)
  child.stdin.on('error', () => {})

  let running = true
  const exited = new Promise((resolve) => {
    child.once('error', (error) => resolve(String(error)))
    child.once('exit', (code, signal) => resolve(signal ?? code ?? 0))
  }).finally(() => {
    running = false
    child.stdin.destroy()
    // Whatever the child itself had started and left.
    if (guarded) endGroup(child.pid)
  })

  const signal = (name) => (guarded ? child.stdin.write(`${name}\n`) : child.kill(`SIG${name}`))

  /** Asks the child to end; after `patienceMs` ends it by force. */
  async function stop(patienceMs = 5000) {
    if (!running) return
    signal(stopSignal)
    const force = setTimeout(() => signal('KILL'), patienceMs)
    await exited
    clearTimeout(force)
  }

  return { pid: child.pid, exited, stop }
}

function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Nothing was left.
  }
}
