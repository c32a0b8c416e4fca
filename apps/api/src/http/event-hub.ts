import { createSession, type Session } from 'better-sse'
import type { Request, Response } from 'express'
import { isVisible, visibility } from '../domain/visibility.ts'
import type { ApprovalReader } from '../ports/approval-reader.ts'
import type { Clock } from '../ports/clock.ts'
import type { EventFeed } from '../ports/event-feed.ts'
import type { Log } from '../ports/log.ts'
import type { Metrics } from '../ports/metrics.ts'
import type { Caller } from './caller.ts'
import { ProblemError, unavailable } from './to-problem.ts'

/** Below the 30 s after which proxies call a silent stream dead. */
const PING_MS = 20_000
const RETRY_MS = 2_000
const BATCH = 500
/** A reader this far behind is cut off; it comes back with Last-Event-ID and misses nothing. */
const MAX_BACKLOG_BYTES = 1_048_576
const MAX_STREAMS_PER_CALLER = 20

interface Deps {
  readonly reader: Pick<ApprovalReader, 'eventsAfter' | 'lastSeq'>
  readonly feed: EventFeed
  readonly clock: Clock
  readonly metrics: Pick<Metrics, 'eventClients'>
  readonly log: Pick<Log, 'warn'>
}

interface Viewer {
  readonly caller: Caller
  readonly sessionId: string | null
  readonly lastEventId: string | undefined
}

export interface EventHub {
  open(viewer: Viewer, request: Request, response: Response): Promise<void>
  /** Sign-out ends the session's streams at once. */
  closeSession(sessionId: string): void
  /** Asks every viewer's credential again; part of each ping. */
  revalidate(): Promise<void>
  close(): void
}

type Event = Awaited<ReturnType<ApprovalReader['eventsAfter']>>[number]

interface Stream {
  readonly caller: Caller
  readonly sessionId: string | null
  readonly session: Session
  readonly response: Response
  seen: ReturnType<typeof visibility>
  /** Everything up to here has been sent to, or withheld from, this viewer. */
  position: number
}

/**
 * Fans the log out to viewers. E1: sequence numbers become visible in order (the log's head is locked until commit), so
 * reading on from a number leaves no gap. E2: a stream goes live only when it has read as far as the hub has told, in
 * the same turn of the event loop, so nothing is missed or told twice in between. E3: each event is judged by the
 * viewer's own visibility, which is asked again with every ping.
 */
export function createEventHub(deps: Deps): EventHub {
  const live = new Set<Stream>()
  const open = new Set<Stream>()
  let position: number | undefined
  let closed = false
  let pumping = false
  let newsWhilePumping = false
  const unsubscribe = deps.feed.subscribe(onNews)
  let cancelPing = deps.clock.after(PING_MS, ping)

  function onNews(): void {
    newsWhilePumping = true
    if (pumping) return
    pumping = true
    pump()
      .catch((err: unknown) => deps.log.warn({ err }, 'events cannot be read'))
      .finally(() => {
        pumping = false
      })
  }

  async function pump(): Promise<void> {
    // Nobody has ever connected: each viewer reads from its own place first, so there is nothing to miss.
    while (position !== undefined && newsWhilePumping && !closed) {
      newsWhilePumping = false
      for (let full = true; full; ) {
        const events = await deps.reader.eventsAfter(position, BATCH)
        for (const event of events) for (const stream of live) tell(stream, event)
        position = events.at(-1)?.seq ?? position
        full = events.length === BATCH
      }
    }
  }

  function tell(stream: Stream, event: Event): void {
    if (event.seq <= stream.position) return
    stream.position = event.seq
    const { audience, requestedBy, registeredByKey, ...view } = event
    if (!isVisible(stream.seen, { team: view.team, audience, requestedBy, registeredByKey })) return
    if (!stream.session.isConnected) return
    stream.session.push(view, view.type, String(view.seq))
    if (stream.response.writableLength > MAX_BACKLOG_BYTES) stream.response.destroy()
  }

  /** E2 */
  async function catchUp(stream: Stream): Promise<void> {
    while (stream.session.isConnected && !closed) {
      const toldBefore = position ?? 0
      const events = await deps.reader.eventsAfter(stream.position, BATCH)
      for (const event of events) tell(stream, event)
      if (events.length > 0) continue
      stream.position = Math.max(stream.position, toldBefore)
      if ((position ?? 0) > stream.position) continue
      live.add(stream)
      return
    }
  }

  async function revalidate(): Promise<void> {
    for (const stream of [...open]) {
      try {
        const principal = await stream.caller.stillValid()
        if (principal) stream.seen = visibility(principal)
        else stream.response.end()
      } catch (err) {
        deps.log.warn({ err }, 'a stream could not be revalidated')
      }
    }
  }

  function ping(): void {
    if (closed) return
    cancelPing = deps.clock.after(PING_MS, ping)
    // E3: better-sse writes the comment that keeps proxies quiet; this keeps the rights fresh.
    void revalidate()
  }

  return {
    async open({ caller, sessionId, lastEventId }, request, response) {
      if (closed) throw new ProblemError(unavailable('This process is shutting down; connect again.', 1))
      if ([...open].filter((stream) => stream.caller.label === caller.label).length >= MAX_STREAMS_PER_CALLER)
        throw tooManyStreams()
      const now = await deps.reader.lastSeq()
      position ??= now
      const from = startOf(lastEventId, now)
      const session = await createSession(request, response, {
        retry: RETRY_MS,
        keepAlive: PING_MS,
        trustClientEventId: false,
        headers: { 'Cache-Control': 'no-store, no-transform', 'X-Accel-Buffering': 'no' },
      })
      const stream: Stream = {
        caller,
        sessionId,
        session,
        response,
        seen: visibility(caller.principal),
        position: from,
      }
      open.add(stream)
      deps.metrics.eventClients(open.size)
      session.once('disconnected', () => {
        open.delete(stream)
        live.delete(stream)
        deps.metrics.eventClients(open.size)
      })
      // Gives a viewer to whom nothing happens a place to resume from.
      session.push({ seq: from }, 'ready', String(from))
      await catchUp(stream)
    },
    closeSession(sessionId) {
      for (const stream of open) if (stream.sessionId === sessionId) stream.response.end()
    },
    revalidate,
    close() {
      closed = true
      cancelPing()
      unsubscribe()
      for (const stream of open) stream.response.end()
    },
  }
}

/** A number we have not given out yet belongs to another database: such a viewer starts now. */
function startOf(lastEventId: string | undefined, now: number): number {
  if (lastEventId === undefined || !/^\d{1,15}$/.test(lastEventId)) return now
  return Math.min(Number(lastEventId), now)
}

const tooManyStreams = () =>
  new ProblemError({
    code: 'rate-limited',
    detail: `At most ${MAX_STREAMS_PER_CALLER} event streams at once. Close one first.`,
    retryAfterSeconds: PING_MS / 1_000,
    headers: { 'Retry-After': String(PING_MS / 1_000) },
  })
