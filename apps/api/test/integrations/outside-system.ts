import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebhookEvent, webhookEvent } from '@countersign/shared/webhooks'
import { Webhook } from 'standardwebhooks'

export interface Forwarded {
  readonly event: WebhookEvent
  /** What the callback URL answered; `undefined` when nothing was said there. */
  readonly answer: number | undefined
}

export interface OutsideSystem {
  readonly url: string
  /** Requests that came, whatever became of them. */
  readonly calls: () => number
  /** Those whose signature the published library believed. */
  readonly forwarded: Forwarded[]
  readonly unbelieved: () => number
  /** The secret comes with the answer that sets the integration up, which names this URL. */
  trust(secret: string): void
  /** 503 to everything; up again with what it does with a question: the body of its signed answer, or nothing. */
  down(): void
  up(answer: (event: WebhookEvent) => object | undefined): void
  close(): Promise<void>
}

/** A ticket system: believes what is signed, and answers at the callback URL it was given, signed with the same secret. */
export async function startOutsideSystem(): Promise<OutsideSystem> {
  const forwarded: Forwarded[] = []
  let trusted: Webhook | undefined
  let calls = 0
  let unbelieved = 0
  let decide: ((event: WebhookEvent) => object | undefined) | undefined

  const answerOf = async (event: WebhookEvent): Promise<number | undefined> => {
    const body = decide?.(event)
    const { callbackUrl } = event.data
    if (!body || !callbackUrl || !trusted) return undefined
    const text = JSON.stringify(body)
    const id = `msg_${randomUUID()}`
    const at = new Date()
    const response = await fetch(callbackUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
        'webhook-signature': trusted.sign(id, at, text),
      },
      body: text,
    })
    return response.status
  }

  const server = createServer(async (incoming, outgoing) => {
    calls += 1
    const bytes = await readBody(incoming)
    if (!decide) return void outgoing.writeHead(503).end()
    try {
      trusted?.verify(bytes, incoming.headers as Record<string, string>)
    } catch {
      unbelieved += 1
      return void outgoing.writeHead(401).end()
    }
    const event = webhookEvent.parse(JSON.parse(bytes.toString()))
    outgoing.writeHead(202).end()
    forwarded.push({ event, answer: await answerOf(event) })
  })
  const url = `${await listen(server)}/approvals`
  return {
    url,
    calls: () => calls,
    forwarded,
    unbelieved: () => unbelieved,
    trust(secret) {
      trusted = new Webhook(secret)
    },
    down() {
      decide = undefined
    },
    up(answer) {
      decide = answer
    },
    close: () => close(server),
  }
}

export interface FrontDoor {
  readonly origin: string
  leadTo(origin: string): void
  close(): Promise<void>
}

/** What PUBLIC_URL names: known before the API listens, and passes on to it. */
export async function openFrontDoor(): Promise<FrontDoor> {
  let target = ''
  const server = createServer((incoming, outgoing) => {
    const { method, headers } = incoming
    const onward = request(new URL(incoming.url ?? '/', target), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.writeHead(502).end())
    incoming.pipe(onward)
  })
  const origin = await listen(server)
  return {
    origin,
    leadTo(next) {
      target = next
    },
    close: () => close(server),
  }
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
