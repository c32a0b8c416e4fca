import { once } from 'node:events'

/**
 * DynamoDB's API on loopback, on the first free port from `port` on, with its data in a folder; in this process, which
 * outlives everything that calls it.
 */
export async function startEmbeddedDynamodb({ port, dataFolder }) {
  const { default: dynalite } = await import('dynalite')
  const server = dynalite({ path: dataFolder, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 })
  await listenFrom(server, port)
  return {
    endpoint: `http://127.0.0.1:${server.address().port}`,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function listenFrom(server, port) {
  for (let next = port; ; next += 1) {
    try {
      server.listen(next, '127.0.0.1')
      await once(server, 'listening')
      return
    } catch (error) {
      if (error.code !== 'EADDRINUSE' || next > port + 200) throw error
    }
  }
}
