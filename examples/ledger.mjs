import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { countersignHome } from './connection.mjs'

/**
 * What the examples' functions did to the outside world: one JSON line per effect in `.countersign/effects.jsonl`.
 * It plays the part of the DynamoDB table with which real handlers make themselves idempotent: a step repeated by a
 * Retry, a redrive or an engine restart finds its key here and returns the first result instead of acting twice.
 */
const ledgers = new Map()

const ledgerFile = () => process.env.COUNTERSIGN_EFFECTS ?? join(countersignHome(), 'effects.jsonl')

function load(file) {
  const known = ledgers.get(file)
  if (known) return known
  const entries = existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line.endsWith('}'))
        .map((line) => JSON.parse(line))
    : []
  const ledger = new Map(entries.map((entry) => [entry.key, entry]))
  ledgers.set(file, ledger)
  return ledger
}

/** Acts once per key. `act` is synchronous, so no second caller can come between the look-up and the record. */
export function once(key, act) {
  const file = ledgerFile()
  const ledger = load(file)
  const earlier = ledger.get(key)
  if (earlier) return earlier.result
  const entry = { key, at: new Date().toISOString(), result: act() }
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 })
  appendFileSync(file, `${JSON.stringify(entry)}\n`, { mode: 0o600 })
  ledger.set(key, entry)
  return entry.result
}

/** Every effect whose key begins with `prefix`, oldest first. */
export const effects = (prefix = '') => [...load(ledgerFile()).values()].filter((entry) => entry.key.startsWith(prefix))
