// audit verify: recomputes the whole log and names the first entry that is not what was written. Exit code 1 if there is.
import { Command } from 'commander'
import { createPostgresAuditChain } from '../adapters/postgres/audit-chain.ts'
import { verifyAudit } from '../use-cases/verify-audit.ts'
import { openCommandDatabase } from './open-command-database.ts'

const program = new Command('audit').description('The append-only log of everything that happened')
program
  .command('verify')
  .description('recompute every hash of the log')
  .option('--json', 'print the result as JSON')
  .action(verify)
await program.parseAsync()

async function verify({ json = false }: { json?: boolean }): Promise<void> {
  const database = openCommandDatabase('audit')
  try {
    const started = performance.now()
    const result = await verifyAudit({ chain: createPostgresAuditChain(database.pool) })
    const seconds = ((performance.now() - started) / 1_000).toFixed(2)
    if (result.kind === 'broken') {
      console.log(json ? JSON.stringify(result) : `BROKEN at entry ${result.seq}: ${result.fault}.`)
      process.exitCode = 1
      return
    }
    const { seq, hash } = result.head
    const head = hash.toString('hex')
    const sentence = `intact: ${seq} entries recomputed in ${seconds} s; the last hash is ${head}`
    console.log(json ? JSON.stringify({ kind: 'intact', entries: seq, head }) : sentence)
  } finally {
    await database.close()
  }
}
