// keys create|list|revoke: API keys for workflows and outside systems. A key is shown once, when it is made.
import { type KeyId, keyId, type TeamId, teamId } from '@countersign/shared/ids'
import { Command, InvalidArgumentError } from 'commander'
import type { Database } from '../adapters/postgres/database.ts'
import { createPostgresUnitOfWork } from '../adapters/postgres/unit-of-work.ts'
import { SCOPES, type Scope } from '../domain/principal.ts'
import { issueKey } from '../use-cases/issue-key.ts'
import { revokeKey } from '../use-cases/revoke-key.ts'
import { openCommandDatabase } from './open-command-database.ts'

interface CreateOptions {
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly actsAs?: string
  readonly owner?: string
  readonly teams: readonly TeamId[]
  readonly expiresDays: number
  readonly json?: boolean
}

const ACTOR = { kind: 'service', id: 'keys', name: 'Operator at the command line' } as const

const program = new Command('keys').description('API keys')
program
  .command('create')
  .requiredOption('--name <name>', 'what it is for')
  .requiredOption('--scopes <list>', `comma-separated: ${SCOPES.join(', ')}`, parseScopes)
  .option('--acts-as <user>', 'the person whose votes this key casts')
  .option('--owner <user>', 'who answers for it: what it asks, they may not decide')
  .option('--teams <list>', 'comma-separated team ids; without it the key reaches every team', parseTeams, [])
  .option('--expires-days <days>', 'days until it stops working', parseDays, 90)
  .option('--json', 'print as one line of JSON')
  .action((options: CreateOptions) => withDatabase((database) => create(database, options)))
program.command('list').action(() => withDatabase(list))
program
  .command('revoke')
  .argument('<id>', 'the part between apk_live_ and the next _', parseId)
  .action((id: KeyId) => withDatabase((database) => revoke(database, id)))
await program.parseAsync()

async function create(database: Database, options: CreateOptions): Promise<void> {
  const { name, scopes, teams, expiresDays, json } = options
  const unitOfWork = createPostgresUnitOfWork(database.pool)
  const command = {
    name,
    scopes,
    teams,
    expiresDays,
    actsAs: options.actsAs ?? null,
    owner: options.owner,
    actor: ACTOR,
  }
  const issued = await issueKey({ unitOfWork }, command)
  if (issued.kind === 'unknown') return fail(`There is no ${issued.what} "${issued.id}".`)
  const { key, secret } = issued
  if (json) console.log(JSON.stringify({ id: key.id, apiKey: secret, expiresAt: key.expiresAt }))
  else console.log(`${secret}\n\nThis is the only time it is shown. It expires on ${key.expiresAt?.toISOString()}.`)
}

async function list(database: Database): Promise<void> {
  const keys = await createPostgresUnitOfWork(database.pool).transaction((stores) => stores.keys.list())
  console.table(
    keys.map((key) => ({
      id: key.id,
      name: key.name,
      ends: `…${key.lastFour}`,
      scopes: key.scopes.join(' '),
      teams: key.teams.join(' ') || 'all',
      'acts as': key.actsAs?.id ?? '',
      expires: key.expiresAt?.toISOString().slice(0, 10) ?? 'never',
      'last used': key.lastUsedAt?.toISOString() ?? 'never',
      revoked: key.revokedAt?.toISOString() ?? '',
    })),
  )
}

async function revoke(database: Database, id: KeyId): Promise<void> {
  const result = await revokeKey({ unitOfWork: createPostgresUnitOfWork(database.pool) }, { id, actor: ACTOR })
  if (result === 'revoked') console.log(`${id} is revoked.`)
  else fail(`There is no key "${id}" that could be revoked.`)
}

async function withDatabase(run: (database: Database) => Promise<void>): Promise<void> {
  const database = openCommandDatabase('keys')
  try {
    await run(database)
  } finally {
    await database.close()
  }
}

function fail(message: string): void {
  console.error(message)
  process.exitCode = 1
}

function parseScopes(list: string): readonly Scope[] {
  return list.split(',').map((text) => {
    const scope = SCOPES.find((each) => each === text.trim())
    if (!scope) throw new InvalidArgumentError(`"${text}" is none of ${SCOPES.join(', ')}.`)
    return scope
  })
}

function parseTeams(list: string): readonly TeamId[] {
  return list.split(',').map((text) => parseWith(teamId, text.trim()))
}

function parseDays(text: string): number {
  const days = Number(text)
  if (!Number.isInteger(days) || days < 1 || days > 3_650)
    throw new InvalidArgumentError('Say a number from 1 to 3650.')
  return days
}

function parseId(text: string): KeyId {
  return parseWith(keyId, text)
}

function parseWith<T>(
  schema: { safeParse(text: string): { success: true; data: T } | { success: false } },
  text: string,
) {
  const parsed = schema.safeParse(text)
  if (!parsed.success) throw new InvalidArgumentError(`"${text}" is not an id.`)
  return parsed.data
}
