import { once } from 'node:events'

/** DynamoDB's API on loopback with its data in a folder; in this process, which outlives everything that calls it. */
export async function startEmbeddedDynamodb({ port, dataFolder }) {
  const { default: dynalite } = await import('dynalite')
  const server = dynalite({ path: dataFolder, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    endpoint: `http://127.0.0.1:${server.address().port}`,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
