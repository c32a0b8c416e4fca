#!/usr/bin/env node
import { runCli } from '../dist/cli.js'

try {
  await runCli(process.argv)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
