import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { EgressCall, EgressFailure, EgressResult } from '../../ports/egress.ts'
import { REFUSED_ADDRESS, type Target } from './check-url.ts'

export interface Address {
  readonly address: string
  readonly family: number
}

interface Destination {
  readonly target: Target
  /** Judged already; the only ones that are connected to. */
  readonly addresses: readonly Address[]
  readonly isReachable: (address: string) => boolean
}

type Call = Pick<EgressCall, 'method' | 'headers' | 'body'> & { readonly maxResponseBytes: number }

/** One request on a connection of its own. Rejects when there is no answer. */
export function callTarget(destination: Destination, call: Call, signal: AbortSignal): Promise<EgressResult> {
  const { url, secure } = destination.target
  return new Promise((settle, fail) => {
    if (signal.aborted) return fail(new Error('too late to begin'))
    const request = (secure ? requestHttps : requestHttp)({
      method: call.method,
      host: url.hostname,
      path: `${url.pathname}${url.search}`,
      headers: {
        ...call.headers,
        host: url.host,
        'accept-encoding': 'identity',
        'content-length': call.body.byteLength,
      },
      // E3: with a connection of its own there is no agent, so no pool and no proxy from the environment.
      createConnection: () => openConnection(destination, () => settle(REFUSED_ADDRESS)),
    })
    signal.addEventListener('abort', () => request.destroy(), { once: true })
    request.on('error', fail)
    // After an answer or an error this comes to a settled promise; alone, the other side has hung up or switched protocols.
    request.on('close', () => fail(new Error('closed without an answer')))
    request.on('response', (response) => {
      const answer = readAnswer(response, call.maxResponseBytes, settle)
      signal.addEventListener('abort', answer, { once: true })
    })
    request.end(call.body)
  })
}

function openConnection({ target, addresses, isReachable }: Destination, refuse: () => void): Socket {
  const { host, port, secure } = target
  // E2: whatever asks for the name gets what was judged.
  const lookup: LookupFunction = (_host, options, give) => {
    if (options.all) give(null, [...addresses])
    else give(null, addresses[0]?.address ?? '', addresses[0]?.family)
  }
  const socket = secure
    ? connectTls({
        host,
        port,
        lookup,
        ...(isIP(host) === 0 ? { servername: host } : {}),
        ALPNProtocols: ['http/1.1'],
        rejectUnauthorized: true,
      })
    : connectTcp({ host, port, lookup })
  // E1: the first listener on `connect`, so that nothing is written when the address is wrong after all.
  socket.once('connect', () => {
    if (socket.remoteAddress !== undefined && isReachable(socket.remoteAddress)) return
    refuse()
    socket.destroy()
  })
  return socket
}

/**
 * E4: the status is what counts, so an answer that breaks off or never ends is as long as it got.
 * @returns ends it now
 */
function readAnswer(response: IncomingMessage, maxBytes: number, settle: (result: EgressResult) => void): () => void {
  const chunks: Buffer[] = []
  let room = maxBytes
  const answer = () => {
    settle({
      kind: 'answered',
      status: response.statusCode ?? 0,
      headers: firstOfEach(response.headersDistinct),
      body: Buffer.concat(chunks).toString(),
    })
    response.destroy()
  }
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk.subarray(0, room))
    room -= chunk.length
    if (room <= 0) answer()
  })
  response.on('end', answer)
  response.on('error', answer)
  response.on('aborted', answer)
  return answer
}

const firstOfEach = (headers: NodeJS.Dict<string[]>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, values?.[0] ?? '']))

const FAILURES: readonly (readonly [RegExp, EgressFailure])[] = [
  [/^(ENOTFOUND|EAI_|ENODATA)/, 'name-not-found'],
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)/, 'connection-refused'],
  [/^CERT_HAS_EXPIRED/, 'certificate-expired'],
  [/^ERR_TLS_CERT_ALTNAME/, 'certificate-name'],
  // The names of OpenSSL's verification results, and of Node's own refusals.
  [/CERT|UNABLE_TO|SELF_SIGNED|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|HOSTNAME_MISMATCH/, 'certificate-untrusted'],
]

export function failureOf(error: unknown): EgressFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return FAILURES.find(([pattern]) => pattern.test(code))?.[1] ?? 'connection-broken'
}
