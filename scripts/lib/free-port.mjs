import { createServer } from 'node:net'

/**
 * The first free port from `wanted` on (0: any). Another process may still take it before its user binds it; every
 * part of `npm start` therefore fails loudly when its port is gone.
 */
export async function findFreePort(wanted = 0, host = '127.0.0.1') {
  for (let port = wanted; port < wanted + 200 && port <= 65_535; port += 1) {
    const found = await tryPort(port, host)
    if (found !== undefined) return found
  }
  throw new Error(`Every port from ${wanted} to ${wanted + 199} is in use.`)
}

function tryPort(port, host) {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined))
    })
  })
}
