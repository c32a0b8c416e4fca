import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

export interface Canary {
  readonly port: number
  /** Accepted connections, whether or not a request came over them. */
  connections(): number
  requests(): number
  close(): Promise<void>
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A server that nobody may reach, or that tells how often it was reached. */
export async function startCanary(host: string, port = 0, answer: Answer = (_, r) => r.end('ok')): Promise<Canary> {
  const counts = { connections: 0, requests: 0 }
  const open = new Set<Socket>()
  const server = createServer((request, response) => {
    counts.requests += 1
    request.resume()
    answer(request, response)
  })
  server.on('connection', (socket) => {
    counts.connections += 1
    open.add(socket)
    socket.on('close', () => open.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => counts.connections,
    requests: () => counts.requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of open) socket.destroy()
      }),
  }
}
