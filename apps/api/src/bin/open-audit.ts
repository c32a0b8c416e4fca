import { openDatabase } from '../adapters/postgres/database.ts'
import { createPostgresUnitOfWork } from '../adapters/postgres/unit-of-work.ts'
import { parseAudit } from '../config/audit.ts'
import { readEnv } from '../config/env.ts'
import { parseAuditKeys } from '../config/secrets.ts'
import { signingKeyOf } from '../domain/audit/signed-note.ts'
import type { Log } from '../ports/log.ts'
import { wireAudit } from '../wiring/wire-audit.ts'

/** What the commands of the audit log need: the database, and the keys and the anchor if they are set. */
export function openAudit() {
  const { values, problems: unreadable } = readEnv()
  const problems = [...unreadable]
  const audit = parseAudit(values, problems)
  const seeds = parseAuditKeys(values.AUDIT_SIGNING_KEYS, problems)
  const url = values.DATABASE_URL
  if (url === undefined) problems.push('Set DATABASE_URL to the database of the service.')
  if (url === undefined || problems.length > 0) {
    for (const problem of problems) console.error(problem)
    process.exit(2)
  }
  const database = openDatabase(url, {
    applicationName: 'countersign audit',
    maxConnections: 3,
    onIdleError: (error) => console.error(error.message),
  })
  const region = values.AWS_REGION ?? 'us-east-1'
  return {
    deps: {
      ...wireAudit(database, { audit, aws: { region } }),
      unitOfWork: createPostgresUnitOfWork(database.pool),
      log: commandLog,
    },
    keys: seeds.map(signingKeyOf),
    origin: `${new URL(values.PUBLIC_URL ?? 'http://127.0.0.1:3000').host}/audit`,
    close: () => database.close(),
  }
}

const commandLog: Log = {
  debug() {},
  info() {},
  warn: (_, message) => console.error(message),
  error: (_, message) => console.error(message),
  child: () => commandLog,
}
