import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebhookEvent, webhookEvent } from '@countersign/shared/webhooks'

/** One request as it came, and what the receiver made of it. */
export interface Received {
  readonly path: string
  readonly id: string
  readonly timestamp: string
  readonly signature: string
  readonly contentType: string
  readonly userAgent: string
  readonly bytes: Buffer
  readonly status: number
}

export interface Behaviour {
  /** 0: hang up. */
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** Answers when it resolves. */
  readonly after?: Promise<void>
  /** Answers with all it was sent, as debugging receivers do. */
  readonly echo?: boolean
}

export interface Receiver {
  readonly url: (path?: string) => string
  readonly received: Received[]
  /** By request; 204 unless told. */
  behave(behaviour: (path: string) => Behaviour): void
  close(): Promise<void>
}

/** The other side of a webhook, on loopback. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = []
  let behave = (_path: string): Behaviour => ({ status: 204 })
  const server = createServer((request, response) => {
    void readBody(request).then(async (bytes) => {
      const header = (name: string) => String(request.headers[name] ?? '')
      const path = request.url ?? ''
      const { status, headers = {}, after, echo = false } = behave(path)
      received.push({
        path,
        id: header('webhook-id'),
        timestamp: header('webhook-timestamp'),
        signature: header('webhook-signature'),
        contentType: header('content-type'),
        userAgent: header('user-agent'),
        bytes,
        status,
      })
      await after
      if (status === 0) request.socket.destroy()
      else response.writeHead(status, headers).end(echo ? `${JSON.stringify(request.headers)} ${bytes}` : 'thanks')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: (path = '/') => `http://127.0.0.1:${port}${path}`,
    received,
    behave(next) {
      behave = next
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Of a plain webhook, held against the contract. */
export const eventOf = ({ bytes }: Received): WebhookEvent => webhookEvent.parse(JSON.parse(bytes.toString()))

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
