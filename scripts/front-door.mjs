// One address for the browser: what belongs to the API goes there, everything else to the web app, streams as they come.
// In production a load balancer does the same with the same table (docs/architecture.md).
import { Agent, createServer, request } from 'node:http'
import { connect } from 'node:net'
import { parseArgs } from 'node:util'
import { isMain } from './lib/is-main.mjs'

const API_PREFIXES = ['/v1', '/auth', '/docs', '/problems']
const API_PATHS = new Set(['/slack/events', '/openapi.json', '/livez', '/readyz', '/version', '/metrics'])
const LOOPBACK = new Set(['127.0.0.1', '[::1]'])
// Headers of one connection, which do not travel on (RFC 9110, 7.6.1).
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

export function isForApi(pathname) {
  return (
    API_PATHS.has(pathname) || API_PREFIXES.some((prefix) => pathname === prefix || pathname.startsWith(`${prefix}/`))
  )
}

/** Starts the door; `api` and `web` are { host, port }. Resolves once it listens. */
export async function startFrontDoor({ port, host = '127.0.0.1', publicUrl, api, web }) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1000 })
  const publicHost = new URL(publicUrl).host
  const server = createServer((incoming, outgoing) => {
    const turnedAway = turnAway(incoming, publicHost)
    if (turnedAway) {
      outgoing.writeHead(turnedAway.status, turnedAway.headers).end()
      return
    }
    pass(incoming, outgoing, isForApi(pathOf(incoming)) ? api : web, agent)
  })
  // A stream of events is one request that never ends.
  server.requestTimeout = 0
  server.on('upgrade', (incoming, socket, head) => tunnel(incoming, socket, head, web))
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, host, resolve))
  return {
    port: server.address().port,
    stop() {
      agent.destroy()
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/**
 * The demo signs anyone in, so a page elsewhere must not reach it by pointing its own name at this machine (DNS
 * rebinding). localhost is led to the one origin that cookies and links are made for.
 */
function turnAway(incoming, publicHost) {
  const host = incoming.headers.host ?? ''
  const name = host.replace(/:\d+$/, '')
  if (host === publicHost || LOOPBACK.has(name)) return undefined
  if (name !== 'localhost') return { status: 421, headers: {} }
  if (incoming.method !== 'GET' || isForApi(pathOf(incoming))) return undefined
  return { status: 307, headers: { location: `http://${host.replace('localhost', '127.0.0.1')}${incoming.url}` } }
}

function pass(incoming, outgoing, target, agent) {
  const onward = request({
    host: target.host,
    port: target.port,
    method: incoming.method,
    path: incoming.url,
    headers: forwardedHeaders(incoming),
    agent,
    setHost: false,
  })
  onward.on('response', (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.statusMessage, endToEnd(answer.headers))
    // An event stream's headers must reach the browser before its first event does.
    outgoing.flushHeaders()
    answer.pipe(outgoing)
    answer.on('error', () => outgoing.destroy())
  })
  onward.on('error', () => {
    if (outgoing.headersSent) outgoing.destroy()
    else
      outgoing
        .writeHead(502, { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '1' })
        .end('This part of Countersign is not up at the moment. Try again in a second.\n')
  })
  outgoing.on('close', () => onward.destroy())
  incoming.pipe(onward)
}

function forwardedHeaders(incoming) {
  return {
    ...endToEnd(incoming.headers),
    ...(incoming.headers['transfer-encoding'] ? { 'transfer-encoding': 'chunked' } : {}),
    // This is the outermost door: what a client claims about its own address is dropped.
    'x-forwarded-for': incoming.socket.remoteAddress ?? '',
    'x-forwarded-proto': 'http',
    'x-forwarded-host': incoming.headers.host ?? '',
  }
}

function endToEnd(headers) {
  const listed = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase())
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name) && !listed.includes(name)),
  )
}

/** `next dev` speaks to its pages over a WebSocket. */
function tunnel(incoming, socket, head, target) {
  const onward = connect(target.port, target.host, () => {
    const lines = incoming.rawHeaders.reduce((all, text, at) => all + (at % 2 === 0 ? `${text}: ` : `${text}\r\n`), '')
    onward.write(`${incoming.method} ${incoming.url} HTTP/1.1\r\n${lines}\r\n`)
    onward.write(head)
    onward.pipe(socket).pipe(onward)
  })
  onward.on('error', () => socket.destroy())
  socket.on('error', () => onward.destroy())
}

const pathOf = (incoming) => (incoming.url ?? '/').split('?', 1)[0]

if (isMain(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '3000' },
      api: { type: 'string', default: '8080' },
      web: { type: 'string', default: '3001' },
    },
  })
  const target = (port) => ({ host: '127.0.0.1', port: Number(port) })
  const publicUrl = process.env.PUBLIC_URL || `http://127.0.0.1:${values.port}`
  const door = await startFrontDoor({
    port: Number(values.port),
    publicUrl,
    api: target(values.api),
    web: target(values.web),
  })
  console.log(`${publicUrl} on port ${door.port}`)
}
