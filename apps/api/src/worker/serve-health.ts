import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Metrics } from '../ports/metrics.ts'

export interface HealthServer {
  readonly port: number
  close(): Promise<void>
}

/** What an orchestrator and a scraper ask of a process that otherwise serves nobody. */
export async function serveHealth(
  deps: { metrics: Metrics; isReady: () => boolean },
  { host, port }: { host: string; port: number },
): Promise<HealthServer> {
  const server = createServer(async (request, response) => {
    if (request.url === '/livez') response.writeHead(200).end('alive\n')
    else if (request.url === '/readyz') {
      const ready = deps.isReady()
      response.writeHead(ready ? 200 : 503).end(ready ? 'ready\n' : 'draining\n')
    } else if (request.url === '/metrics') {
      const { contentType, text } = await deps.metrics.render()
      response.writeHead(200, { 'content-type': contentType }).end(text)
    } else response.writeHead(404).end()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
