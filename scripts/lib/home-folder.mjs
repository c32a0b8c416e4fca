// `.countersign/`: what one machine's Countersign keeps. Its secrets are made here once; losing them loses the sealed
// task tokens, which is why they lie beside the data that need them.
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { placeElsewhere } from './embedded-postgres.mjs'
import { home } from './places.mjs'

export const postgresFolder = join(home, 'postgres')
export const dynamodbFolder = join(home, 'dynamodb')
export const engineFolder = join(home, 'stepfunctions')
export const logFolder = join(home, 'logs')
export const anchorFolder = join(home, 'audit-anchor')
const secretsFile = join(home, 'secrets.json')
const demoFile = join(home, 'demo.json')
const stateFile = join(home, 'state.json')

export function prepareHome() {
  mkdirSync(home, { recursive: true })
  // As root the database server runs as another account, which has to pass through here to its own folder; every file
  // in here that holds a secret is readable for its owner only.
  chmodSync(home, process.getuid?.() === 0 ? 0o711 : 0o700)
  for (const folder of [dynamodbFolder, engineFolder, logFolder]) mkdirSync(folder, { recursive: true, mode: 0o700 })
}

/** Forgets everything: data, secrets, logs. */
export function resetHome() {
  rmSync(home, { recursive: true, force: true })
  rmSync(placeElsewhere(postgresFolder), { recursive: true, force: true })
}

export function readSecrets() {
  const kept = readJson(secretsFile)
  const random = (bytes = 32, encoding = 'base64url') => randomBytes(bytes).toString(encoding)
  const secrets = {
    databaseOwnerPassword: random(),
    databaseAppPassword: random(),
    tokenKeys: `k1:${random(32, 'base64')}`,
    sessionSecrets: random(),
    auditSigningKeys: random(32, 'base64'),
    ...kept,
  }
  // A home of an earlier version gets what it lacks.
  if (Object.keys(secrets).length > Object.keys(kept ?? {}).length) writePrivately(secretsFile, secrets)
  return secrets
}

/** What other programs on this machine need to reach the running demo; undefined before the first start. */
export const readDemoFile = () => readJson(demoFile)
export const writeDemoFile = (demo) => writePrivately(demoFile, demo)

/** What a start has to know of the starts before it: which database was seeded, where the running one listens. */
export const readState = () => readJson(stateFile) ?? {}
export const writeState = (changes) => writePrivately(stateFile, { ...readState(), ...changes })

/** The start that still runs on this home, if there is one. */
export function findRunning() {
  const { running } = readState()
  if (!running || running.pid === process.pid) return undefined
  try {
    process.kill(running.pid, 0)
  } catch {
    return undefined
  }
  // The number may belong to another program by now.
  const commandLine = `/proc/${running.pid}/cmdline`
  return existsSync(commandLine) && !/(start|dev)\.mjs/.test(readFileSync(commandLine, 'utf8')) ? undefined : running
}

function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}

/** Whole or not at all, and never readable by others, not even for a moment. */
function writePrivately(file, value) {
  writeFileSync(`${file}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}
