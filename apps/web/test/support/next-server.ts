import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const WEB = fileURLToPath(new URL('../..', import.meta.url))
const NEXT = createRequire(import.meta.url).resolve('next/dist/bin/next')
const ENV = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' as const }

/** `next start` on a free port, from a build no older than the sources: production is what gets tested. */
export async function startNext(): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  if (isStale()) execFileSync(process.execPath, [NEXT, 'build'], { cwd: WEB, env: ENV, stdio: 'pipe' })
  const child = spawn(process.execPath, [NEXT, 'start', '-H', '127.0.0.1', '-p', '0'], {
    cwd: WEB,
    env: ENV,
    stdio: 'pipe',
  })
  const port = await portOf(child)
  return { port, close: () => stop(child) }
}

function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = ''
    const read = (chunk: Buffer) => {
      said += chunk.toString()
      const found = /127\.0\.0\.1:(\d+)/.exec(said)
      if (found && /Ready/.test(said)) resolve(Number(found[1]))
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.on('exit', (code) => reject(new Error(`next start ended with ${code}: ${said}`)))
  })
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}

function isStale(): boolean {
  const stamp = join(WEB, '.next/BUILD_ID')
  if (!existsSync(stamp)) return true
  const built = statSync(stamp).mtimeMs
  const sources = readdirSync(join(WEB, 'src'), { recursive: true, encoding: 'utf8' }).map((name) =>
    join(WEB, 'src', name),
  )
  return [...sources, join(WEB, 'next.config.ts'), join(WEB, 'package.json')].some(
    (file) => statSync(file).mtimeMs > built,
  )
}
