// npm run bench: registrations and decisions a second, and how long a decision takes to reach the engine.
import { parseArgs } from 'node:util'
import { measureCeiling } from './measure-ceiling.mjs'
import { measureDecisions } from './measure-decisions.mjs'
import { measureDelivery } from './measure-delivery.mjs'
import { measureRegistrations } from './measure-registrations.mjs'
import { startBenchStack } from './stack.mjs'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    connections: { type: 'string', default: '32' },
    rate: { type: 'string', default: '50' },
  },
})
const load = { seconds: Number(values.seconds), connections: Number(values.connections), rate: Number(values.rate) }

const stack = await startBenchStack()
try {
  const ceiling = await measureCeiling(stack, load)
  print('PostgreSQL alone', ceiling)
  const registered = await measureRegistrations(stack, load)
  print('register', registered, ceiling)
  print('decide', await measureDecisions(stack, load, registered.ids), ceiling)
  print(`commit → engine, ${load.rate}/s`, await measureDelivery(stack, load))
} finally {
  await stack.stop()
}

function print(name, { perSecond, latenciesMs, refused = 0 }, ceiling) {
  const sorted = latenciesMs.toSorted((a, b) => a - b)
  const at = (share) => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1)
  const ratio = ceiling ? `  ${(perSecond / ceiling.perSecond).toFixed(2)} × PostgreSQL alone` : ''
  const refusals = refused ? `  ${refused} refused` : ''
  console.log(
    `${name.padEnd(26)}${perSecond.toFixed(0).padStart(7)}/s   p50 ${at(0.5)} ms  p99 ${at(0.99)} ms${ratio}${refusals}`,
  )
}
