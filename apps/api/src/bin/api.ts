#!/usr/bin/env node
import closeWithGrace from 'close-with-grace'
import { ConfigError, parseConfig } from '../config/config.ts'
import { readEnv } from '../config/env.ts'
import { wireApi } from '../wiring/wire-api.ts'

/** Orchestrators kill after 30 s; what is not answered by then is retried by its client. */
const DRAIN_MS = 25_000

try {
  const api = await wireApi(parseConfig(readEnv()))
  console.log(JSON.stringify({ role: 'api', msg: 'ready', port: api.port }))
  closeWithGrace({ delay: DRAIN_MS, logger: false }, async ({ err, signal }) => {
    if (err) api.log.error({ err }, 'stopping after a fault')
    else api.log.info({ signal }, 'stopping')
    await api.drain()
  })
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error)
  process.exit(1)
}
