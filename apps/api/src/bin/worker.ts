#!/usr/bin/env node
import closeWithGrace from 'close-with-grace'
import { ConfigError, parseConfig } from '../config/config.ts'
import { readEnv } from '../config/env.ts'
import { wireWorker } from '../wiring/wire-worker.ts'

/** Orchestrators kill after 30 s. What is not recorded by then, a peer judges by the execution's history. */
const DRAIN_MS = 25_000

try {
  const worker = await wireWorker(parseConfig(readEnv()))
  console.log(JSON.stringify({ role: 'worker', msg: 'ready', port: worker.port }))
  closeWithGrace({ delay: DRAIN_MS, logger: false }, async ({ err, signal }) => {
    if (err) worker.log.error({ err }, 'stopping after a fault')
    else worker.log.info({ signal }, 'stopping')
    await worker.drain()
  })
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error)
  process.exit(1)
}
