// callbacks list|release: deliveries that Step Functions refused and that wait for an operator.
import { type ApprovalId, approvalId } from '@countersign/shared/ids'
import { Command, InvalidArgumentError } from 'commander'
import { createPostgresCallbackQueue } from '../adapters/postgres/callback-queue.ts'
import type { Database } from '../adapters/postgres/database.ts'
import { createPostgresUnitOfWork } from '../adapters/postgres/unit-of-work.ts'
import { releaseCallback } from '../use-cases/release-callback.ts'
import { openCommandDatabase } from './open-command-database.ts'

const ACTOR = { kind: 'service', id: 'callbacks', name: 'Operator at the command line' } as const

const program = new Command('callbacks').description('Deliveries that wait for an operator')
program
  .command('list')
  .description('every parked delivery, and why')
  .action(() => withDatabase(list))
program
  .command('release')
  .description('sends parked deliveries again, after the reason was repaired')
  .argument('[approvals...]', 'ids such as apr_…', parseId, [])
  .option('--all', 'every parked one')
  .action((ids: readonly ApprovalId[], { all }: { all?: boolean }) =>
    withDatabase((database) => release(database, ids, all === true)),
  )
await program.parseAsync()

async function list(database: Database): Promise<void> {
  const parked = await createPostgresCallbackQueue(database.pool).parked()
  for (const { approvalId, since, detail } of parked) console.log(`${approvalId}  ${since.toISOString()}  ${detail}`)
  console.log(`${parked.length} parked.`)
}

async function release(database: Database, ids: readonly ApprovalId[], all: boolean): Promise<void> {
  const unitOfWork = createPostgresUnitOfWork(database.pool)
  const wanted = all ? (await createPostgresCallbackQueue(database.pool).parked()).map((each) => each.approvalId) : ids
  if (wanted.length === 0) console.log('Nothing to release: name approvals, or say --all.')
  for (const id of wanted) {
    const result = await releaseCallback({ unitOfWork }, { approvalId: id, actor: ACTOR })
    console.log(result === 'released' ? `${id} is sent again.` : `${id} has no parked delivery.`)
    if (result === 'notParked') process.exitCode = 1
  }
}

async function withDatabase(run: (database: Database) => Promise<void>): Promise<void> {
  const database = openCommandDatabase('callbacks')
  try {
    await run(database)
  } finally {
    await database.close()
  }
}

function parseId(text: string, before: readonly ApprovalId[]): readonly ApprovalId[] {
  const parsed = approvalId.safeParse(text)
  if (!parsed.success) throw new InvalidArgumentError(`"${text}" is not the id of an approval.`)
  return [...before, parsed.data]
}
