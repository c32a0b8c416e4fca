// npm run keys -- …, npm run audit -- …: the service's commands against the running demo, or against DATABASE_URL.
import './lib/node-version.mjs'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readConnections, serviceEnvironment } from './lib/connections.mjs'
import { findRunning, readDemoFile, readSecrets } from './lib/home-folder.mjs'
import { root } from './lib/places.mjs'

const [name, ...args] = process.argv.slice(2)
const program = join(root, 'apps/api/dist/bin', `${name}.js`)

if (!existsSync(program)) fail('Not built yet: run "npm run build" first.')
const env = process.env.DATABASE_URL || process.env.DATABASE_URL_FILE ? process.env : demoEnvironment()
process.exitCode = spawnSync(process.execPath, [program, ...args], { env, stdio: 'inherit' }).status ?? 1

function demoEnvironment() {
  const demo = readDemoFile()
  if (!demo || !findRunning()) fail('Countersign does not run: start it with "npm start", or set DATABASE_URL.')
  const addresses = {
    database: demo.databaseUrl,
    stepFunctions: demo.stepFunctionsEndpoint,
    dynamodb: demo.dynamodbEndpoint,
    publicUrl: demo.webUrl,
  }
  return serviceEnvironment({ connections: readConnections(), secrets: readSecrets(), addresses })
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
