import { createHash } from 'node:crypto'
import type { Logger, LogLevel, SocketModeClient } from '@slack/socket-mode'
import { backoffMs } from '../../domain/backoff.ts'
import type { Door } from '../../domain/slack-in/inbound.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { SlackAck } from '../../use-cases/slack-in/receive-slack.ts'

interface Deps {
  readonly log: Log
  readonly clock: Clock
  readonly random: () => number
  readonly receive: (door: Door, body: unknown, bodyHash: Uint8Array) => Promise<SlackAck>
  /** Runs what follows the ack, and knows of it when the process drains. */
  readonly later: (work: () => Promise<void>) => void
}

interface Options {
  readonly appToken: string
  readonly apiUrl: string
}

export interface SlackSocket {
  /** Takes nothing more, acknowledges what is under way, and hangs up. */
  close(): Promise<void>
}

interface Envelope {
  readonly type: string
  readonly body: unknown
  readonly ack: (payload?: Readonly<Record<string, unknown>>) => Promise<void>
}

const BACKOFF = { baseMs: 1_000, capMs: 30_000 }
const CONNECT_TIMEOUT_MS = 15_000
/** A peer that does not answer our goodbye is left behind. */
const GOODBYE_MS = 1_500
const DOORS: readonly Door[] = ['interactive', 'events_api', 'slash_commands']

/**
 * Socket Mode: we call Slack, so no public address is needed. One connection after the other, by a loop of our own: the
 * library gives up for good after some errors, and Slack hangs up every few hours anyway. What is not acknowledged when
 * a connection ends, Slack sends again over the next, or to another replica.
 */
export function openSlackSocket(deps: Deps, options: Options): SlackSocket {
  const { log, clock, random } = deps
  const underWay = new Set<Promise<void>>()
  let closing = false
  let current: SocketModeClient | undefined
  let wake: () => void = () => {}

  const take = (envelope: Envelope) => {
    if (closing) return
    const work = answer(deps, envelope).finally(() => underWay.delete(work))
    underWay.add(work)
  }
  const wait = (ms: number) =>
    new Promise<void>((resolve) => {
      const cancel = clock.after(ms, resolve)
      wake = () => {
        cancel()
        resolve()
      }
    })
  const loop = async () => {
    for (let failures = 0; !closing; ) {
      const client = await createClient(options)
      if (closing) return
      current = client
      client.on('slack_event', take)
      const connected = await connectOnce(client, clock, log)
      failures = connected ? 0 : failures + 1
      // After a connection that worked Slack only wants us to come back: at once, but not in a tight loop.
      if (!closing) await wait(connected ? random() * BACKOFF.baseMs : backoffMs(failures, random(), BACKOFF))
    }
  }
  const running = loop()

  return {
    async close() {
      closing = true
      wake()
      await Promise.allSettled([...underWay])
      const gone = current ? hangUp(current) : Promise.resolve()
      await Promise.race([gone, new Promise<void>((resolve) => clock.after(GOODBYE_MS, resolve))])
      await Promise.race([running, new Promise<void>((resolve) => clock.after(GOODBYE_MS, resolve))])
    },
  }
}

/** The library is read in with the first connection: whoever lets Slack post, or has no Slack, never needs it. */
async function createClient({ appToken, apiUrl }: Options): Promise<SocketModeClient> {
  const { LogLevel, SocketModeClient } = await import('@slack/socket-mode')
  return new SocketModeClient({
    appToken,
    autoReconnectEnabled: false,
    logger: silent(LogLevel.ERROR),
    clientOptions: { slackApiUrl: apiUrl, retryConfig: { retries: 0 }, timeout: 5_000 },
  })
}

/** Resolves when the connection has ended; whether it ever stood. */
async function connectOnce(client: SocketModeClient, clock: Clock, log: Log): Promise<boolean> {
  const ended = new Promise<void>((resolve) => client.once('disconnected', () => resolve()))
  const giveUp = clock.after(CONNECT_TIMEOUT_MS, () => void hangUp(client))
  try {
    await client.start()
    log.info({}, 'connected to Slack')
  } catch (err) {
    log.warn({ err: err instanceof Error ? err : new Error('the connection was closed') }, 'could not connect to Slack')
    return false
  } finally {
    giveUp()
  }
  await ended
  return true
}

const hangUp = (client: SocketModeClient): Promise<void> => client.disconnect().catch(() => undefined)

async function answer({ receive, later, log }: Deps, { type, body, ack }: Envelope): Promise<void> {
  const door = DOORS.find((each) => each === type)
  try {
    if (!door) return await ack()
    const hash = createHash('sha256').update(JSON.stringify(body)).digest()
    const { body: said, after } = await receive(door, body, hash)
    await ack(said ?? undefined)
    if (after) later(after)
  } catch (err) {
    // Not acknowledged: Slack sends it again.
    log.error({ err }, 'an envelope of Slack failed')
  }
}

/** The library would log whole envelopes, with what people typed. */
const silent = (level: LogLevel): Logger => ({
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => level,
  setName() {},
})
