// seed-demo [--key] [--channels]: the people, teams and policies of the demo; with --key also a fresh key that may register
// approvals, printed as one line of JSON; with --channels also a version of a policy
// that waits, preferences, integrations and a webhook, whose secrets are
// sealed with TOKEN_KEYS and shown to nobody. Running it again changes nothing (but for one more key).
import { parseArgs } from 'node:util'
import { seedDirectory } from '../adapters/postgres/seed-directory.ts'
import { createPostgresUnitOfWork } from '../adapters/postgres/unit-of-work.ts'
import { parseConfig } from '../config/config.ts'
import { readEnv } from '../config/env.ts'
import { FJORD_AND_FIELD } from '../demo/fjord-and-field.ts'
import { FJORD_AND_FIELD_CHANNELS } from '../demo/fjord-and-field-channels.ts'
import { seedChannels } from '../demo/seed-channels.ts'
import { seedProposal } from '../demo/seed-proposal.ts'
import { issueKey } from '../use-cases/issue-key.ts'
import { wireDemo } from '../wiring/wire-demo.ts'
import { openCommandDatabase } from './open-command-database.ts'

const { values } = parseArgs({
  options: { key: { type: 'boolean', default: false }, channels: { type: 'boolean', default: false } },
})
const database = openCommandDatabase('seed-demo')
try {
  await seedDirectory(database.prisma, FJORD_AND_FIELD)
  if (values.channels) {
    const demo = wireDemo(database, parseConfig(readEnv()))
    await seedChannels(demo, FJORD_AND_FIELD_CHANNELS)
    await seedProposal(demo)
  }
  if (values.key) {
    // It acts as nobody: whoever asks through a key may not decide, and the demo's people shall.
    const issued = await issueKey(
      { unitOfWork: createPostgresUnitOfWork(database.pool) },
      {
        name: 'Demo workflows',
        scopes: ['approvals:request', 'approvals:read', 'approvals:cancel', 'approvals:heartbeat'],
        teams: [],
        actsAs: null,
        expiresDays: null,
        actor: { kind: 'service', id: 'seed-demo', name: 'Demo seed' },
      },
    )
    if (issued.kind !== 'issued') throw new Error(`the demo's key names an unknown ${issued.what}`)
    console.log(JSON.stringify({ apiKey: issued.secret, keyId: issued.key.id }))
  }
} finally {
  await database.close()
}
