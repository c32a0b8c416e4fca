// `prisma generate` offline. The CLI wants to download its schema engine before any command, although generating
// never runs it; pointing it at any executable file keeps it from trying.
import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { root } from './places.mjs'

export async function generatePrismaClient() {
  const cli = join(dirname(createRequire(import.meta.url).resolve('prisma/package.json')), 'build/index.js')
  await promisify(execFile)(process.execPath, [cli, 'generate'], {
    cwd: root,
    env: {
      ...process.env,
      CHECKPOINT_DISABLE: '1',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    },
  })
}
