import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../..', import.meta.url))

export interface ServiceProcess {
  readonly pid: number
  /** `undefined`: it died before it was ready. */
  readonly port: number | undefined
  /** How it ended; `SIGKILL` is what a crash point does. */
  readonly ended: Promise<NodeJS.Signals | number | null>
  isRunning(): boolean
  kill(signal: NodeJS.Signals): Promise<void>
}

/** Children run what is built, as production does; this makes the build current. Type errors are reported elsewhere. */
export function buildService(): void {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
  spawnSync(process.execPath, [tsc, '-b', 'apps/api'], { cwd: root, stdio: 'ignore' })
}

/** Starts `dist/bin/<name>.js` and waits for its ready line, or its end. */
export async function startService(
  name: 'api' | 'worker',
  env: Readonly<Record<string, string>>,
): Promise<ServiceProcess> {
  const child = spawn(process.execPath, [`${root}/apps/api/dist/bin/${name}.js`], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit').then(([code, signal]): NodeJS.Signals | number | null => signal ?? code)
  const port = await Promise.race([readyPort(child), ended.then(() => undefined)])
  return {
    pid: child.pid ?? 0,
    port,
    ended,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    async kill(signal) {
      child.kill(signal)
      await ended
    },
  }
}

async function readyPort(child: ChildProcess): Promise<number> {
  if (!child.stdout) throw new Error('the child has no output')
  return new Promise((resolve) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      if (!line.startsWith('{')) return
      const { msg, port } = JSON.parse(line)
      if (msg === 'ready') resolve(port)
    })
  })
}
