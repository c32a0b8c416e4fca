// npm run seeded-bugs [-- 7 12]: puts each known bug into a copy of the last commit, one at a time, and runs the tests
// that have to notice it. A bug that no test notices, a test that fails without it, and a patch that no longer applies
// are failures. Uncommitted changes are not looked at.
import './lib/node-version.mjs'
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { commandOf } from './lib/check.mjs'
import { startChild } from './lib/child.mjs'
import { root } from './lib/places.mjs'
import { readBugs } from './lib/seeded-bugs.mjs'

/** Installed or generated, so in no commit. */
const LINKED = ['node_modules', 'apps/api/node_modules']
const GENERATED = 'apps/api/src/adapters/postgres/generated'

const wanted = process.argv.slice(2).map(Number)
const bugs = readBugs().filter(({ number }) => wanted.length === 0 || wanted.includes(number))
const copy = mkdtempSync(join(tmpdir(), 'seeded-bugs-'))
const git = (...args) => execFileSync('git', args, { cwd: copy, stdio: ['ignore', 'pipe', 'pipe'] })
const sound = new Map()
let caught = 0
try {
  execFileSync('git', ['clone', '--quiet', root, copy])
  for (const folder of LINKED)
    if (existsSync(join(root, folder))) symlinkSync(join(root, folder), join(copy, folder), 'dir')
  cpSync(join(root, GENERATED), join(copy, GENERATED), { recursive: true })
  for (const bug of bugs) {
    const verdict = await judge(bug)
    if (verdict === 'caught') caught += 1
    console.log(`${verdict === 'caught' ? '✓' : '✗'} ${bug.name}: ${verdict}`)
  }
} finally {
  rmSync(copy, { recursive: true, force: true })
}
console.log(`${caught} of ${bugs.length} seeded bugs are caught`)
process.exitCode = bugs.length > 0 && caught === bugs.length ? 0 : 1

async function judge(bug) {
  const tests = `${bug.file} ${bug.test ?? ''}`
  if (!sound.has(tests)) sound.set(tests, await run(bug))
  const without = sound.get(tests)
  if (without.failed > 0) return `its tests fail without the bug: ${without.why}`
  if (without.passed === 0) return `its tests do not run: ${without.why}`
  try {
    git('apply', bug.patch)
  } catch (error) {
    return `the patch no longer applies: ${String(error.stderr).trim()}`
  }
  const { failed } = await run(bug)
  git('checkout', '--quiet', '.')
  return failed > 0 ? 'caught' : `not noticed by ${tests.trim()}`
}

/** Tests that failed, not files that could not even be read: those would hide a broken patch. */
async function run({ project, file, test }) {
  const report = join(copy, 'seeded-bugs.json')
  rmSync(report, { force: true })
  const child = startChild(
    process.execPath,
    [
      commandOf('vitest'),
      ...['run', '--project', project, '--reporter', 'json', '--outputFile', report, file],
      ...(test ? ['-t', test] : []),
    ],
    { cwd: copy, env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' } },
  )
  await child.exited
  if (!existsSync(report)) return { passed: 0, failed: 0, why: 'no report was written' }
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'))
  const words = testResults.flatMap(({ message, assertionResults }) => [
    message,
    ...assertionResults.flatMap(({ failureMessages }) => failureMessages ?? []),
  ])
  return { passed: numPassedTests, failed: numFailedTests, why: words.find(Boolean)?.slice(0, 500) }
}
