import { join } from 'node:path'
import { readDemoFile, readState, writeState } from './home-folder.mjs'
import { root } from './places.mjs'
import { runCommand } from './run-command.mjs'
import { hashOf } from './stamps.mjs'

/**
 * The demo's people, teams, policies and channels, and a key that may register approvals. Done once for a database and a version of
 * the seed; the key is made with the first and kept from start to start.
 * @returns {Promise<{ apiKey: string, changed: boolean }>}
 */
export async function seedDemo({ database, ownerUrl, env }) {
  const seed = hashOf(['apps/api/src/demo', 'apps/api/src/bin/seed-demo.ts'])
  const state = readState()
  const knownKey = state.seededDatabase === database ? readDemoFile()?.apiKey : undefined
  if (knownKey && state.seed === seed) return { apiKey: knownKey, changed: false }
  const program = join(root, 'apps/api/dist/bin/seed-demo.js')
  const output = await runCommand(process.execPath, [program, '--channels', ...(knownKey ? [] : ['--key'])], {
    env: { ...env, MIGRATION_DATABASE_URL: ownerUrl },
  })
  const apiKey = knownKey ?? readKey(output)
  writeState({ seededDatabase: database, seed })
  return { apiKey, changed: true }
}

function readKey(output) {
  const line = output.split('\n').findLast((each) => each.startsWith('{') && each.includes('apk_'))
  if (!line) throw new Error(`seed-demo printed no key:\n${output}`)
  return JSON.parse(line).apiKey
}
