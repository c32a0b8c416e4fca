import { createServer, request as httpRequest, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { successorsView } from '@countersign/shared/delegations'
import { API_PATHS } from '@countersign/shared/paths'
import { muteRequest, snoozeRequest, watchView } from '@countersign/shared/preferences'
import { PROBLEMS, problemSchema } from '@countersign/shared/problems'
import {
  commentRequest,
  demoSignInRequest,
  listQuery,
  reassignRequest,
  voteRequest,
} from '@countersign/shared/requests'
import {
  type ApprovalSummary,
  type ApprovalView,
  approvalPage,
  approvalView,
  auditPage,
  demoUsersView,
  meView,
  revealedCase,
} from '@countersign/shared/views'
import { z } from 'zod'
import { type FakeRoute, findRoute } from './fake-routes.ts'
import { type FakeStore, type Person, Refused } from './fake-store.ts'

type Call = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly url: URL
  readonly me: Person
}

/** What a test may break. Everything else is the contract. */
export type Faults = {
  events: 'fine' | 'down'
  api: 'fine' | 'down'
  reveal: 'fine' | 'down'
  clockSkewMs: number
}

/**
 * The front door and the API in one: contract paths are answered from the store, everything else goes to Next, so the
 * browser sees one origin as in production. Every answer passes the shared schemas, so the fake cannot drift unseen.
 */
export async function startFakeApi(
  store: FakeStore,
  people: readonly Person[],
  nextPort: number,
  routes: readonly FakeRoute[],
) {
  const faults: Faults = { events: 'fine', api: 'fine', reveal: 'fine', clockSkewMs: 0 }
  const streams = new Set<ServerResponse>()
  const reports: string[] = []
  const replays = new Map<string, { readonly body: string; readonly status: number; readonly answer: unknown }>()

  const server: Server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (error instanceof Refused) return sendProblem(response, error)
      if (error instanceof z.ZodError) return sendProblem(response, invalid(error))
      sendProblem(response, new Refused('internal', String(error)))
    })
  })

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake')
    if (!/^\/(v1|auth)\//.test(url.pathname)) return proxy(request, response, nextPort)
    if (faults.api === 'down') return void request.socket.destroy()
    if (url.pathname === API_PATHS.demoUsers)
      return send(response, demoUsersView, { items: people.map((person) => ({ ...person, teams: [...person.teams] })) })
    if (url.pathname === API_PATHS.demoSignIn) return signIn(request, response)
    const me = people.find((person) => person.id === /countersign=(\w+)/.exec(request.headers.cookie ?? '')?.[1])
    if (!me) throw new Refused('not-signed-in', 'Sign in first.')
    await route({ request, response, url, me })
  }

  async function signIn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { userId } = demoSignInRequest.parse(await readBody(request))
    response.setHeader('set-cookie', `countersign=${userId}; HttpOnly; SameSite=Lax; Path=/`)
    sendJson(response, 200, {})
  }

  async function route({ request, response, url, me }: Call): Promise<void> {
    const setup = findRoute(routes, request.method ?? '', url.pathname)
    if (setup) return answer(request, response, me, setup)
    const [, id, part] = /^\/v1\/approvals\/([^/]+)(?:\/(\w+))?$/.exec(url.pathname) ?? []
    if (url.pathname === API_PATHS.me)
      return send(response, meView, {
        id: me.id,
        name: me.name,
        email: null,
        role: me.role,
        teams: [...me.teams],
        authMode: 'demo',
        serverTime: new Date(Date.now() + faults.clockSkewMs).toISOString(),
      })
    if (url.pathname === API_PATHS.signOut) {
      response.setHeader('set-cookie', 'countersign=; Max-Age=0; Path=/')
      return sendJson(response, 200, {})
    }
    if (url.pathname === API_PATHS.events) return stream(request, response)
    if (url.pathname === API_PATHS.approvals) return list(response, url, me)
    if (!id) throw new Refused('not-found', 'There is nothing here.')
    if (request.method === 'GET' && !part) return send(response, approvalView, store.viewFor(store.get(id), me))
    if (request.method === 'GET' && part === 'audit')
      return send(response, auditPage, { items: store.audit.get(id) ?? [], nextCursor: null })
    if (request.method === 'GET' && part === 'reassign')
      return send(response, successorsView, { people: people.map(({ id, name }) => ({ id, name })), teams: [] })
    if (request.method !== 'POST') throw new Refused('method-not-allowed', 'Not here.')
    await act(request, response, id, part ?? '', me)
  }

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    me: Person,
    { route, params }: NonNullable<ReturnType<typeof findRoute>>,
  ): Promise<void> {
    const body = request.method === 'POST' ? await readBody(request) : null
    if (request.method === 'POST' && !request.headers['idempotency-key'])
      throw new Refused('invalid-request', 'Idempotency-Key is missing.')
    sendJson(response, 200, route.answer({ params, body, me }))
  }

  async function act(
    request: IncomingMessage,
    response: ServerResponse,
    id: string,
    part: string,
    me: Person,
  ): Promise<void> {
    const body = await readBody(request)
    const key = String(request.headers['idempotency-key'] ?? '')
    if (!key) throw new Refused('invalid-request', 'Idempotency-Key is missing.')
    if (part === 'reveal') {
      if (faults.reveal === 'down') throw new Refused('unavailable', 'The log cannot be written at the moment.')
      return send(response, revealedCase, store.reveal(id, me))
    }
    const before = replays.get(key)
    if (before && before.body !== JSON.stringify(body)) throw new Refused('idempotency-mismatch', 'Another body.')
    if (before) return sendJson(response, before.status, before.answer)
    const next = change(id, part, me, body, key)
    if (part === 'cancel') store.close(id, 'withdrawn', 'cancelled_by_requester')
    const answer =
      part === 'mute' || part === 'snooze'
        ? watchView.parse(store.watchOf(id, me))
        : approvalView.parse(store.viewFor(part === 'cancel' ? store.get(id) : next, me))
    replays.set(key, { body: JSON.stringify(body), status: 200, answer })
    sendJson(response, 200, answer)
  }

  function change(id: string, part: string, me: Person, body: unknown, key: string): ApprovalView {
    switch (part) {
      case 'votes':
        return store.vote(id, me, voteRequest.parse(body), key)
      case 'comments':
        return store.comment(id, me, commentRequest.parse(body).text)
      case 'claim':
        return store.claim(id, me)
      case 'release':
        return store.release(id)
      case 'reassign':
        return store.handOver(id, me, people, reassignRequest.parse(body).to)
      case 'undo':
        return store.undo(id, me)
      case 'mute':
        return store.watch(id, me, { muted: muteRequest.parse(body).muted })
      case 'snooze':
        return store.watch(id, me, { snoozedUntil: wakeTime(snoozeRequest.parse(body).until) })
      default:
        return store.get(id)
    }
  }

  function list(response: ServerResponse, url: URL, me: Person): void {
    const query = listQuery.parse(Object.fromEntries(url.searchParams))
    const q = query.q?.toLowerCase()
    const rows = store.list(
      me,
      (row, view) =>
        (!query.waiting || waitsFor(me, row)) &&
        (!query.watch || (query.watch === 'snoozed') === (row.watch?.snoozedUntil != null)) &&
        (!query.status || query.status.includes(row.status)) &&
        (!query.team || row.team.id === query.team) &&
        (query.requestedBy !== 'me' || view.requestedBy?.id === me.id) &&
        (!q || `${row.title} ${row.contextLine ?? ''}`.toLowerCase().includes(q)),
    )
    const from = query.cursor ? Number(Buffer.from(query.cursor, 'base64url').toString()) : 0
    const to = from + query.limit
    send(response, approvalPage, {
      items: rows.slice(from, to),
      nextCursor: to < rows.length ? Buffer.from(String(to)).toString('base64url') : null,
      count: (query.waiting || query.watch) && from === 0 ? { value: rows.length, more: false } : null,
    })
  }

  function stream(request: IncomingMessage, response: ServerResponse): void {
    if (faults.events === 'down') throw new Refused('unavailable', 'The stream is down.')
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache, no-transform' })
    response.write(': welcome\n\n')
    streams.add(response)
    const stop = store.subscribe((event) =>
      response.write(`id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`),
    )
    request.on('close', () => {
      stop()
      streams.delete(response)
    })
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    reports,
    dropStreams: () => {
      for (const each of streams) each.destroy()
    },
    close: async () => {
      for (const each of streams) each.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const waitsFor = (me: Person, row: ApprovalSummary): boolean =>
  row.status === 'pending' &&
  me.role !== 'auditor' &&
  row.requestedBy?.id !== me.id &&
  row.watch?.snoozedUntil == null &&
  me.teams.some((team) => team.id === row.team.id)

/** "tomorrow" is the person's digest hour; the fake's people all live at 08:00 UTC. */
function wakeTime(until: string | undefined): string | null {
  if (until === undefined) return null
  if (until !== 'tomorrow') return new Date(until).toISOString()
  return `${new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)}T08:00:00.000Z`
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString() || '{}')
}

function send<S extends z.ZodType>(response: ServerResponse, schema: S, value: z.input<S>): void {
  sendJson(response, 200, schema.parse(value))
}

function sendJson(response: ServerResponse, status: number, body: unknown, type = 'application/json'): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}

function sendProblem(response: ServerResponse, { code, message, extra }: Refused): void {
  const { status, title } = PROBLEMS[code]
  const problem = problemSchema.parse({
    type: `/problems/${code}`,
    title,
    status,
    code,
    detail: message,
    requestId: 'req_test',
    ...extra,
  })
  sendJson(response, status, problem, 'application/problem+json')
}

/** As the service answers what does not match the contract: every field with its pointer. */
const invalid = (error: z.ZodError): Refused =>
  new Refused('invalid-request', 'Put right what is named here, and send it again.', {
    errors: error.issues.map(({ path, message }) => ({ pointer: `/${path.join('/')}`, message })),
  })

function proxy(request: IncomingMessage, response: ServerResponse, port: number): void {
  const upstream = httpRequest(
    { host: '127.0.0.1', port, path: request.url, method: request.method, headers: request.headers },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    },
  )
  upstream.on('error', () => response.destroy())
  request.pipe(upstream)
}
