import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createEmulator, type Emulator } from 'emulate'

export interface SlackCall {
  /** `chat.postMessage` */
  readonly method: string
  readonly token: string
  readonly body: string
  readonly fields: Readonly<Record<string, unknown>>
  readonly atMs: number
}

/** What the stand-in does instead of passing a call on, or after it. */
export type Fault =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers?: Record<string, string>
      readonly body?: object
    }
  /** Slack does it, and nobody hears of it. */
  | { readonly kind: 'lose-answer' }
  /** Takes the call and never says anything. */
  | { readonly kind: 'hang' }

export interface SlackStandIn {
  readonly apiUrl: string
  /** Everything Slack was asked, in order. */
  readonly calls: SlackCall[]
  /** Asked before each call; `undefined` passes it on. */
  fault: (call: SlackCall) => Fault | undefined
  /** Messages of a channel as Slack keeps them, oldest first. */
  messages(channelId: string, threadTs?: string): Promise<readonly SlackMessage[]>
  /** Calls Slack as the app itself, faults or not. */
  call(method: string, fields: object): Promise<Record<string, unknown>>
  /** The code with which a browser returns from installing the app. */
  installCode(redirectUri: string): Promise<string>
  close(): Promise<void>
}

export interface SlackMessage {
  readonly ts: string
  readonly text: string
  readonly blocks: readonly Record<string, unknown>[]
  readonly thread_ts?: string
}

/** Tokens by workspace; each workspace is an emulated Slack of its own. */
export const ADMIN_TOKEN = 'test_token_admin'
export const SLACK_TEAM = 'T000000001'
export const GENERAL = 'C000000001'
export const RANDOM = 'C000000002'

/** The emulated Slack behind a door that can be shut: loopback only, free ports. */
export async function startSlackStandIn(): Promise<SlackStandIn> {
  const upstream = await startEmulator()
  const calls: SlackCall[] = []
  const direct = async (method: string, fields: object, token = ADMIN_TOKEN) => {
    const response = await fetch(`${upstream.url}/api/${method}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
      body: JSON.stringify(fields),
    })
    return (await response.json()) as Record<string, unknown>
  }
  const standIn: SlackStandIn = {
    apiUrl: '',
    calls,
    fault: () => undefined,
    async messages(channelId, threadTs) {
      const method = threadTs === undefined ? 'conversations.history' : 'conversations.replies'
      const answer = await direct(method, { channel: channelId, ts: threadTs, limit: 1_000 })
      return (answer.messages as SlackMessage[]).toSorted((a, b) => Number(a.ts) - Number(b.ts))
    },
    call: direct,
    async installCode(redirectUri) {
      const body = new URLSearchParams({ user_id: 'U000000001', redirect_uri: redirectUri, scope: 'chat:write' })
      const consent = { method: 'POST', body, redirect: 'manual' } as const
      const { headers } = await fetch(`${upstream.url}/oauth/v2/authorize/callback`, consent)
      return new URL(headers.get('location') ?? '').searchParams.get('code') ?? ''
    },
    async close() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
      await upstream.stop()
    },
  }
  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return Object.assign(standIn, { apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/` })

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(request)
    const call: SlackCall = {
      method: (request.url ?? '').replace(/^\/api\//, ''),
      token: (request.headers.authorization ?? '').replace('Bearer ', ''),
      body,
      fields: fieldsOf(body),
      atMs: performance.now(),
    }
    calls.push(call)
    const fault = standIn.fault(call)
    if (fault?.kind === 'hang') return
    if (fault?.kind === 'answer') {
      response.writeHead(fault.status, { 'Content-Type': 'application/json', ...fault.headers })
      response.end(JSON.stringify(fault.body ?? {}))
      return
    }
    const answer = await fetch(`${upstream.url}${request.url}`, {
      method: 'POST',
      headers: {
        'Content-Type': request.headers['content-type'] ?? 'application/json',
        Authorization: request.headers.authorization ?? '',
      },
      body,
    })
    const text = await answer.text()
    if (fault?.kind === 'lose-answer') {
      response.destroy()
      return
    }
    response.writeHead(answer.status, { 'Content-Type': answer.headers.get('content-type') ?? 'application/json' })
    response.end(text)
  }
}

/** Its own server takes any port but a free one of its choice. */
async function startEmulator(): Promise<{ url: string; stop(): Promise<void> }> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  await new Promise<void>((resolve) => probe.close(() => resolve()))
  const emulator: Emulator = await createEmulator({ service: 'slack', port, baseUrl: `http://127.0.0.1:${port}` })
  return { url: `http://127.0.0.1:${port}`, stop: () => emulator.close() }
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

/** The client sends forms whose members may be JSON. */
function fieldsOf(body: string): Record<string, unknown> {
  const entries = [...new URLSearchParams(body)].map(([name, value]) => {
    try {
      return [name, JSON.parse(value) as unknown] as const
    } catch {
      return [name, value] as const
    }
  })
  return Object.fromEntries(entries)
}
