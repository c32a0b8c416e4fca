// node bench/channels.mjs: what webhooks cost. Registrations with and without an endpoint that listens, how soon an event
// arrives, and how fast a backlog of announcements and of deliveries is worked off.
import { createServer } from 'node:http'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { measureRegistrations } from './measure-registrations.mjs'
import { startBenchStack } from './stack.mjs'

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '10' }, connections: { type: 'string', default: '32' } },
})
const load = { seconds: Number(values.seconds), connections: Number(values.connections) }

const receiver = await startReceiver()
const stack = await startBenchStack({
  ...{ EGRESS_ALLOW: '127.0.0.0/8', EGRESS_ALLOW_HTTP: 'true' },
  // The tokens are made up: asked, the engine would say that nobody waits, and each approval would be withdrawn.
  LIVENESS_SECONDS: '3600',
})
const database = new pg.Pool({ connectionString: stack.databaseUrl, max: 1 })
try {
  print('register, no worker', await measureRegistrations(stack, load))
  await stack.startWorker()
  await told()
  print('register, worker, no channel', await measureRegistrations(stack, load))
  await told()

  await stack.addWebhook(receiver.url)
  const before = receiver.arrivals.length
  const registered = await measureRegistrations(stack, load)
  print('register, one webhook', registered)
  const startedAt = performance.now()
  const left = registered.ids.length - (receiver.arrivals.length - before)
  await arrived(before + registered.ids.length)
  printRate('events left after that, delivered', left, performance.now() - startedAt)

  await measureBacklog()
  await measureLatency()
} finally {
  await database.end()
  await stack.stop()
  await receiver.close()
}

/** Registrations while no worker runs; then one starts and has both to announce and to deliver. */
async function measureBacklog() {
  await stack.stopWorker()
  const { ids } = await measureRegistrations(stack, load)
  const before = receiver.arrivals.length
  await stack.startWorker()
  // It has begun before it says so; what is left then is timed.
  const startedAt = performance.now()
  const toAnnounce = await untold()
  const toDeliver = ids.length - (receiver.arrivals.length - before)
  const cpuBefore = await stack.cpuSeconds('worker')
  await told()
  printRate('backlog: announced', toAnnounce, performance.now() - startedAt)
  await arrived(before + ids.length)
  printRate('backlog: announced and delivered', toDeliver, performance.now() - startedAt)
  const cpuMs = ((await stack.cpuSeconds('worker')) - cpuBefore) * 1000
  console.log(`${'worker, processor time per event'.padEnd(36)}${(cpuMs / toDeliver).toFixed(1).padStart(6)} ms`)
}

/** One registration after the other: from its answer to the request at the receiver. */
async function measureLatency() {
  const latenciesMs = []
  for (let n = 0; n < 50; n += 1) {
    const before = receiver.arrivals.length
    await measureRegistrations(stack, { seconds: 0.001, connections: 1 })
    const answeredAt = performance.now()
    await arrived(before + 1)
    latenciesMs.push(Math.max(0, receiver.arrivals[before] - answeredAt))
  }
  print('registered → received', { perSecond: 0, latenciesMs })
}

async function told() {
  while ((await untold()) > 0) await pause(20)
}

/** Lines of the log. */
async function untold() {
  const { rows } = await database.query('select (h.seq - a.seq)::int as untold from audit_head h, announcer a')
  return rows[0].untold
}

async function arrived(count) {
  while (receiver.arrivals.length < count) await pause(5)
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

async function startReceiver() {
  const arrivals = []
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => {
      arrivals.push(performance.now())
      response.writeHead(204).end()
    })
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    arrivals,
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

function print(name, { perSecond, latenciesMs }) {
  const sorted = latenciesMs.toSorted((a, b) => a - b)
  const at = (share) => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1)
  const rate = perSecond > 0 ? `${perSecond.toFixed(0).padStart(6)}/s` : ' '.repeat(8)
  console.log(`${name.padEnd(36)}${rate}   p50 ${at(0.5)} ms  p99 ${at(0.99)} ms`)
}

function printRate(name, count, ms) {
  console.log(
    `${name.padEnd(36)}${((count * 1000) / ms).toFixed(0).padStart(6)}/s   ${count} in ${(ms / 1000).toFixed(1)} s`,
  )
}
