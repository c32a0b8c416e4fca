// npm run build: everything that the processes run, each step only when its sources changed.
import './lib/node-version.mjs'
import { install } from './lib/install.mjs'
import { step } from './lib/progress.mjs'

await step('install', install)
const { buildWeb, compile, generateClient } = await import('./lib/build-steps.mjs')
try {
  await step('database client', generateClient)
  await step('compile', compile)
  await step('web build', buildWeb)
} catch (error) {
  console.error(`\n${error.message}`)
  process.exitCode = 1
}
