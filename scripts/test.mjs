// npm test: everything that says whether the project is well, from a fresh clone. One failing section hides no other;
// the last line counts them all.
import './lib/node-version.mjs'
import { install } from './lib/install.mjs'
import { step } from './lib/progress.mjs'

const startedAt = performance.now()
const total = { passed: 0, failed: 0 }

await step('install', install)
const { buildWeb, generateClient } = await import('./lib/build-steps.mjs')
const { commandOf, runReferee, runTests } = await import('./lib/check.mjs')
await step('database client', generateClient)

// Types first: that builds what the end-to-end tests run. Referees go two at a time, as many as the smallest machine
// has cores; the tests use all cores by themselves.
await section('types', () => runReferee(commandOf('typescript', 'tsc'), ['--build']))
await Promise.all([
  section('web build', buildWebCounted),
  (async () => {
    await section('format and lint', () => runReferee(commandOf('@biomejs/biome', 'biome'), ['check', '.']))
    await section('import rules', () =>
      runReferee(commandOf('dependency-cruiser', 'depcruise'), [
        '--config',
        '.dependency-cruiser.mjs',
        'apps',
        'packages',
      ]),
    )
    await section('dead code', () => runReferee(commandOf('knip'), []))
  })(),
])
await Promise.all([
  // Hardly more than waiting for heartbeats to lapse.
  section('real-time', () => runTests('real-time')),
  (async () => {
    // After its build, which writes some of them.
    await section('types of the web', () => runReferee(commandOf('typescript', 'tsc'), ['-p', 'apps/web', '--noEmit']))
    for (const project of ['unit', 'conformance', 'integration']) await section(project, () => runTests(project))
  })(),
])
// One browser each. Beside the integration tests they would cost more than they save: crowds that go on until something
// has happened do more the slower it gets.
await Promise.all(['web', 'e2e'].map((project) => section(project, () => runTests(project))))

console.log(`\n${((performance.now() - startedAt) / 60_000).toFixed(1)} minutes`)
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed > 0 ? 1 : 0

async function section(name, work) {
  const since = performance.now()
  const {
    passed,
    failed,
    output,
    remark = '',
  } = await Promise.resolve()
    .then(work)
    .catch((error) => ({ passed: 0, failed: 1, output: error.stack }))
  total.passed += passed
  total.failed += failed
  const seconds = ((performance.now() - since) / 1000).toFixed(1)
  const counts = `${passed} passed${failed ? `, ${failed} failed` : ''}${remark ? `, ${remark}` : ''}`
  console.log(`  ${failed ? '✗' : '✓'} ${name.padEnd(22)}${seconds.padStart(6)} s  ${counts}`)
  if (failed) console.log(`\n${output}\n`)
}

async function buildWebCounted() {
  await buildWeb()
  return { passed: 1, failed: 0, output: '' }
}
