import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Served {
  readonly port: number
  /** Takes no new connections and resolves when the last request is answered. */
  close(): Promise<void>
}

/** A client that dribbles its request holds a socket no longer than this. */
const REQUEST_TIMEOUT_MS = 30_000
const HEADERS_TIMEOUT_MS = 10_000
/** Longer than the idle time of common load balancers (60 s): the side that reuses a connection must not be the last to know. */
const KEEP_ALIVE_MS = 65_000
const SWEEP_MS = 50

export async function serve(app: RequestListener, { host, port }: { host: string; port: number }): Promise<Served> {
  const server = createServer(
    {
      requestTimeout: REQUEST_TIMEOUT_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxHeaderSize: 16_384,
    },
    app,
  )
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        // Connections that fall idle after `close()` would be kept for KEEP_ALIVE_MS.
        const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS)
        server.close(() => {
          clearInterval(sweep)
          resolve()
        })
      }),
  }
}
