import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../..', import.meta.url))

export interface LogLine extends Readonly<Record<string, unknown>> {
  readonly msg?: string
}

export interface SpawnedService {
  readonly pid: number
  /** The port once it is ready; `undefined`: it died before. */
  readonly ready: Promise<number | undefined>
  /** How it ended; `SIGKILL` is what a crash point does. */
  readonly ended: Promise<NodeJS.Signals | number | null>
  kill(signal: NodeJS.Signals): Promise<void>
}

export interface ServiceProcess extends SpawnedService {
  readonly port: number | undefined
}

let built = false

/**
 * Children run what is built, as production does; this makes the build current, once a test process. Type errors are
 * reported elsewhere.
 */
export function buildService(): void {
  if (built) return
  built = true
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
  spawnSync(process.execPath, [tsc, '-b', 'apps/api'], { cwd: root, stdio: 'ignore' })
}

/** Starts `dist/bin/<name>.js`. `onLine` hears what it logs. */
export function spawnService(
  name: 'api' | 'worker',
  env: Readonly<Record<string, string>>,
  onLine: (line: LogLine) => void = () => {},
): SpawnedService {
  const child = spawn(process.execPath, [`${root}/apps/api/dist/bin/${name}.js`], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit').then(([code, signal]): NodeJS.Signals | number | null => signal ?? code)
  return {
    pid: child.pid ?? 0,
    ready: Promise.race([readyPort(child, onLine), ended.then(() => undefined)]),
    ended,
    async kill(signal) {
      child.kill(signal)
      await ended
    },
  }
}

/** Starts it and waits until it is ready, or has ended. */
export async function startService(
  name: 'api' | 'worker',
  env: Readonly<Record<string, string>>,
): Promise<ServiceProcess> {
  const service = spawnService(name, env)
  return { ...service, port: await service.ready }
}

async function readyPort(child: ChildProcess, onLine: (line: LogLine) => void): Promise<number> {
  if (!child.stdout) throw new Error('the child has no output')
  return new Promise((resolve) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (text) => {
      if (!text.startsWith('{')) return
      const line = JSON.parse(text)
      onLine(line)
      if (line.msg === 'ready') resolve(line.port)
    })
  })
}
