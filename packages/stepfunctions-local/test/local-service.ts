import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { atEnd } from './local-engine.ts'

export interface SeenRequest {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface LocalService {
  readonly url: string
  readonly host: string
  readonly seen: SeenRequest[]
}

export interface ServiceReply {
  readonly status?: number
  readonly headers?: Record<string, string>
  readonly body: string
}

/** An HTTP service on loopback that notes what it was sent. */
export async function startService(answer: (request: SeenRequest) => ServiceReply): Promise<LocalService> {
  const seen: SeenRequest[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const noted = { method: String(request.method), url: String(request.url), headers: request.headers, body }
    seen.push(noted)
    const { status = 200, headers = {}, body: reply } = answer(noted)
    response.writeHead(status, headers)
    response.end(reply)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  atEnd(() => {
    server.closeAllConnections()
    server.close()
  })
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url: `http://${host}`, host, seen }
}
