import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { atEnd } from './local-engine.ts'

const packageFolder = fileURLToPath(new URL('..', import.meta.url))

export interface ChildEngine {
  readonly endpoint: string
  /** As a power cut would: no handler of the process runs. */
  kill(): Promise<void>
}

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stepfunctions-local-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The command line in a process of its own. */
export async function spawnEngine(...args: string[]): Promise<ChildEngine> {
  const child = spawn(process.execPath, [builtCli(), '--port', '0', ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const kill = async () => {
    child.kill('SIGKILL')
    await gone
  }
  atEnd(kill)
  return { endpoint: await firstUrl(child), kill }
}

async function firstUrl(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The child has no output')
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /http:\S+/.exec(line)?.[0]
    if (url !== undefined) return url
  }
  throw new Error('The engine ended before it listened')
}

let cli: string | undefined

/** The sources as JavaScript, beside the package's dependencies, so that tests never depend on a build. */
function builtCli(): string {
  if (cli !== undefined) return cli
  const target = join(packageFolder, '..', '..', 'node_modules', '.cache', `stepfunctions-local-${process.pid}`)
  process.once('exit', () => rmSync(target, { recursive: true, force: true }))
  const source = join(packageFolder, 'src')
  for (const file of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue
    const output = join(target, file.replace(/\.ts$/, '.js'))
    mkdirSync(dirname(output), { recursive: true })
    writeFileSync(output, javaScript(readFileSync(join(source, file), 'utf8')))
  }
  writeFileSync(join(target, 'package.json'), '{"type":"module"}')
  const entry = join(target, 'start.js')
  writeFileSync(entry, "import { runCli } from './cli.js'\nawait runCli(process.argv)\n")
  cli = entry
  return entry
}

function javaScript(source: string): string {
  return ts.transpileModule(source, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true,
    },
  }).outputText
}
