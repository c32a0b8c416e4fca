import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { root } from '../lib/places.mjs'

export interface Demo {
  webUrl: string
  apiUrl: string
  stepFunctionsEndpoint: string
  dynamodbEndpoint: string
  databaseUrl: string
  apiKey: string
}

export interface RunningCountersign {
  demo: Demo
  /** Everything it printed. */
  lines: string[]
  secondsToReady: number
  process: ChildProcess
  /** Ctrl-C; resolves to the exit code and how long it took. */
  interrupt(): Promise<{ code: number | null; seconds: number }>
}

/** `npm start` as a user runs it, on free ports, with everything it keeps in `home`. */
export async function startCountersign(home: string, env: NodeJS.ProcessEnv = {}): Promise<RunningCountersign> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, [join(root, 'scripts/start.mjs')], {
    env: { ...ownEnvironment(), PORT: '0', API_PORT: '0', ...env, COUNTERSIGN_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  await new Promise<void>((resolve, reject) => {
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on('line', (line) => {
        lines.push(line)
        if (line.includes('Ctrl-C stops everything')) resolve()
      })
    }
    void exited.then((code) => reject(new Error(`npm start ended with ${code}:\n${lines.join('\n')}`)))
  })
  return {
    demo: JSON.parse(readFileSync(join(home, 'demo.json'), 'utf8')),
    lines,
    secondsToReady: (performance.now() - startedAt) / 1000,
    process: child,
    async interrupt() {
      const interruptedAt = performance.now()
      child.kill('SIGINT')
      return { code: await exited, seconds: (performance.now() - interruptedAt) / 1000 }
    },
  }
}

/** What vitest sets for tests would change how the processes behave. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const { NODE_ENV: _, VITEST: __, ...env } = process.env
  return env
}
