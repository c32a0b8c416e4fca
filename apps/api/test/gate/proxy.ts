import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ProxiedCall {
  /** Such as `SendTaskSuccess`. */
  readonly api: string
  readonly taskToken: string | undefined
}

export interface Reply {
  readonly status: number
  readonly body: string
}

/**
 * What happens instead of an honest reply. `cut`: the connection ends before the engine hears of it. `executeThen`: the
 * engine carries it out, and the caller hears something else; `null`: the connection ends.
 */
export type Lie =
  | { readonly kind: 'cut' }
  | { readonly kind: 'answer'; readonly reply: Reply }
  | { readonly kind: 'executeThen'; readonly reply: Reply | null }

/** Stands between the service and the engine; `lie` decides each call's fate, `translate` rewords honest replies. */
export async function startProxy(
  target: string,
  lie: (call: ProxiedCall) => Lie | undefined,
  translate: (reply: Reply) => Reply = (reply) => reply,
) {
  const server = createServer((request, response) => {
    pass(request, response).catch(() => request.socket.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const calls = new Map<string, number>()

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString('utf8')
    const call = read(request, body)
    calls.set(call.api, (calls.get(call.api) ?? 0) + 1)
    const fate = lie(call)
    if (fate?.kind === 'cut') return void request.socket.destroy()
    if (fate?.kind === 'answer') return send(response, fate.reply)
    const { 'x-amz-target': amzTarget, 'content-type': contentType } = request.headers
    const answer = await fetch(target, {
      method: 'POST',
      headers: { 'x-amz-target': String(amzTarget), 'content-type': String(contentType) },
      body,
    })
    const honest = { status: answer.status, body: await answer.text() }
    if (fate === undefined) send(response, translate(honest))
    else if (fate.reply === null) request.socket.destroy()
    else send(response, fate.reply)
  }

  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Calls that reached the proxy, by operation. */
    calls: (api: string) => calls.get(api) ?? 0,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** An error as the service words it. */
export const failure = (type: string, message: string, status = 400): Reply => ({
  status,
  body: JSON.stringify({ __type: `com.amazonaws.swf.service.v2.model#${type}`, message }),
})

function send(response: ServerResponse, { status, body }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(body)
}

function read({ headers }: IncomingMessage, body: string): ProxiedCall {
  const api = String(headers['x-amz-target']).split('.')[1] ?? ''
  const { taskToken } = JSON.parse(body)
  return { api, taskToken }
}
