// The frame of `npm start` and `npm run dev`: prepare, start, tell where, wait for the end, stop in order. Static imports
// here may not need node_modules, which the first step brings.
import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { install } from './install.mjs'
import { home, root } from './places.mjs'
import { step } from './progress.mjs'

const USAGE = `npm start [-- --reset]
  --reset   forget all data, secrets and logs of earlier starts first (.countersign/)

Parts of your own instead of the embedded ones: DATABASE_URL, AWS_ENDPOINT_URL_SFN, AWS_ENDPOINT_URL_DYNAMODB,
or COUNTERSIGN_AWS=real with your AWS credentials. Ports: PORT (3000), API_PORT (8080). README.md tells more.`

export async function runUntilStopped({ dev }) {
  const { values } = parseArgs({ options: { reset: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } })
  if (values.help) return console.log(USAGE)
  if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'))

  const startedAt = performance.now()
  const { end, onEnd } = endOnSignals()
  try {
    await step('install', install)
    const { findRunning, resetHome } = await import('./home-folder.mjs')
    const running = findRunning()
    if (running)
      throw new Error(`Countersign already runs from this folder: ${running.webUrl} (process ${running.pid})`)
    if (values.reset) await step('reset', async () => resetHome())
    await build(dev)
    const { startEverything } = await import('./start-everything.mjs')
    const everything = await startEverything({ dev, onGiveUp: (name) => end(`${name} does not stay up`) })
    onEnd(everything.stop)
    if (dev) {
      const { watchSources } = await import('./watch-sources.mjs')
      onEnd(watchSources(everything.restartApi))
    }
    greet(everything, ((performance.now() - startedAt) / 1000).toFixed(1))
  } catch (error) {
    await end(error instanceof Error ? error.message : String(error))
  }
}

async function build(dev) {
  const { buildWeb, compile, generateClient } = await import('./build-steps.mjs')
  await step('database client', generateClient)
  await step('compile', compile)
  if (!dev) await step('web build', buildWeb)
}

function greet({ webUrl, signIn }, seconds) {
  console.log(`\n  Countersign is ready (${seconds} s)\n\n    ${webUrl}\n`)
  if (signIn) {
    console.log(
      '    Sign in as Ana Lindqvist (payments) or Priya Raman (fulfilment): it is a demo, there is no password.',
    )
  }
  console.log(`    Ctrl-C stops everything; data and logs stay in ${relative(root, home) || home}/\n`)
}

/** npm passes SIGTERM to its shell only, which dies without passing it on: a new parent is how we notice. */
function endWithNpm(end) {
  if (!process.env.npm_lifecycle_event || process.platform === 'win32') return
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    end()
  }, 300)
  watch.unref()
}

/**
 * The first signal, or `end` with a reason, stops what was started, newest first. A signal before everything runs, and a
 * second one, end us at once: the children see it by their pipe and end too.
 */
function endOnSignals() {
  const stops = []
  let ending = false
  async function end(reason) {
    if (ending) return
    ending = true
    if (reason) console.error(`\n  ✗ ${reason}\n`)
    for (const stop of stops.reverse()) await stop()
    process.exit(reason ? 1 : 0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (ending || stops.length === 0) process.exit(130)
      console.log('\n  Stopping …')
      void end()
    })
  }
  endWithNpm(() => process.emit('SIGTERM', 'SIGTERM'))
  return { end, onEnd: (stop) => stops.push(stop) }
}
