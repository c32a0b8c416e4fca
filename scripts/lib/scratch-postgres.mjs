import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { placeElsewhere, startEmbeddedPostgres } from './embedded-postgres.mjs'

/** An empty PostgreSQL that leaves nothing behind when it is stopped. */
export async function startScratchPostgres(settings = {}) {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'countersign-postgres-'))
  // As root the server runs as another account, which passes through this folder.
  await chmod(folder, 0o711)
  const server = await startEmbeddedPostgres({ dataFolder: join(folder, 'data'), password: randomUUID(), settings })
  return {
    ...server,
    async stop() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
      if (server.dataFolder.startsWith(placeElsewhere(join(folder, 'data')))) {
        await rm(dirname(server.dataFolder), { recursive: true, force: true })
      }
    },
  }
}
