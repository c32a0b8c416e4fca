import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startChild } from './child.mjs'
import { root } from './places.mjs'

/** The file that a package of ours names as its command, run with this very Node. */
export function commandOf(packageName, command = packageName) {
  const folder = join(root, 'node_modules', packageName)
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return join(folder, typeof bin === 'string' ? bin : bin[command])
}

/** Runs a referee: it passes when it ends with 0. */
export async function runReferee(program, args, env = {}) {
  const { code, output } = await run([program, ...args], env, 10 * 60_000)
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output }
}

/** Runs one project of tests and counts them; whatever fails outside a test (a file that does not load) counts as one. */
export async function runTests(project) {
  const report = join(tmpdir(), `countersign-${project}-${process.pid}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const args = [commandOf('vitest'), 'run', '--project', project, ...reporters]
  const { code, output } = await run(
    args,
    { CI: '1', NO_COLOR: '1', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    20 * 60_000,
  )
  try {
    const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(readFileSync(report, 'utf8'))
    const brokenFiles = testResults.filter(
      (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
    )
    const failed = numFailedTests + brokenFiles.length
    return {
      passed: numPassedTests,
      failed: code !== 0 && failed === 0 ? 1 : failed,
      remark: numPendingTests > 0 ? `${numPendingTests} skipped` : '',
      output,
    }
  } catch {
    return { passed: 0, failed: 1, output }
  } finally {
    rmSync(report, { force: true })
  }
}

async function run(args, env, limitMs) {
  const lines = []
  const child = startChild(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    onLine: (line) => lines.push(line),
  })
  const limit = setTimeout(() => {
    lines.push(`Stopped: not done after ${limitMs / 60_000} minutes.`)
    void child.stop()
  }, limitMs)
  const code = await child.exited
  clearTimeout(limit)
  return { code, output: lines.join('\n') }
}
