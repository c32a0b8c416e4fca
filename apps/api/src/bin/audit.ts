// audit verify|export|checkpoint|keys|resume|continue: the append-only log of everything that happened. Exit code 1: the
// log is not what was written, or the command could not do what it is for.
import { once } from 'node:events'
import { Command, InvalidArgumentError } from 'commander'
import { identityOfKey } from '../domain/audit/keeping.ts'
import { compareAnchor } from '../use-cases/audit/compare-anchor.ts'
import { type Acted, continueAudit, resumeAudit } from '../use-cases/audit/continue-audit.ts'
import { exportLines, planExport } from '../use-cases/audit/export-audit.ts'
import { signCheckpoint } from '../use-cases/audit/sign-checkpoint.ts'
import { verifyAudit } from '../use-cases/audit/verify-audit.ts'
import { anchorCheckpoints } from '../use-cases/audit/watch-audit.ts'
import { openAudit } from './open-audit.ts'

type Audit = ReturnType<typeof openAudit>

const ACTOR = { kind: 'service', id: 'audit', name: 'Operator at the command line' } as const

const program = new Command('audit').description('The append-only log of everything that happened')
program
  .command('verify')
  .description('recompute chain, tree and checkpoints; ask the anchor and the guards')
  .option('--json', 'print the result as JSON')
  .action((options: { json?: boolean }) => withAudit((audit) => verify(audit, options.json === true)))
program
  .command('export')
  .description('the log as lines for countersign-verify, on the standard output')
  .option('--from <entry>', 'the first entry', parseEntry)
  .option('--to <entry>', 'an entry that has to be in it', parseEntry)
  .action((range: { from?: number; to?: number }) => withAudit((audit) => exportLog(audit, range)))
program
  .command('checkpoint')
  .description('sign a checkpoint now, and print it')
  .action(() => withAudit(checkpoint))
program
  .command('keys')
  .description('who signs, and since which entry')
  .action(() => withAudit(keys))
program
  .command('resume')
  .description('let the signing go on after its cause was repaired')
  .requiredOption('--reason <text>', 'for the log')
  .action(({ reason }: { reason: string }) =>
    withAudit(async ({ deps }) => tell(await resumeAudit(deps, reason, ACTOR))),
  )
program
  .command('continue')
  .description('go on under another name after signed entries were lost')
  .requiredOption('--reason <text>', 'for the log')
  .action(({ reason }: { reason: string }) =>
    withAudit(async (audit) => tell(await continueAudit(audit.deps, audit.keys, reason))),
  )
await program.parseAsync()

async function verify({ deps }: Audit, json: boolean): Promise<void> {
  const started = performance.now()
  const result = await verifyAudit(deps)
  const seconds = ((performance.now() - started) / 1_000).toFixed(2)
  const outside = result.kind === 'intact' ? await compareOutside(deps) : result
  const faults = await deps.guards.faults()
  if (result.kind === 'broken' || outside.kind === 'broken' || faults.length > 0) process.exitCode = 1
  const found = result.kind === 'broken' ? result : outside
  if (json) {
    const head = result.kind === 'intact' ? { entries: result.head.seq, head: result.head.hash.toString('hex') } : {}
    const { checkpoints, signed } = result.kind === 'intact' ? result : { checkpoints: 0, signed: 0 }
    console.log(
      JSON.stringify(found.kind === 'broken' ? found : { kind: 'intact', ...head, checkpoints, signed, faults }),
    )
    return
  }
  if (found.kind === 'broken') console.log(`BROKEN at entry ${found.seq}: ${found.fault}.`)
  else if (result.kind === 'intact')
    console.log(
      `intact: ${result.head.seq} entries recomputed in ${seconds} s, ${result.signed} of them under ${result.checkpoints} signed checkpoints; the last hash is ${result.head.hash.toString('hex')}`,
    )
  for (const fault of faults) console.log(`NOT GUARDED: ${fault}.`)
}

async function compareOutside(deps: Audit['deps']) {
  const state = await deps.tree.state()
  const first = state.first && identityOfKey(state.first.key)
  return first ? compareAnchor(deps, first, state) : { kind: 'agrees' as const }
}

/** That it was handed out is an entry of the log first. */
async function exportLog({ deps }: Audit, { from, to }: { from?: number; to?: number }): Promise<void> {
  const planned = await planExport(deps.tree, { from, to })
  if (planned.kind === 'refused')
    return fail('There is nothing signed in that range: run "audit keys" and "audit checkpoint".')
  const { first, last } = planned.start
  await deps.unitOfWork.transaction(async ({ audit, now }) =>
    audit.append({ type: 'audit.exported', approvalId: null, actor: ACTOR, at: await now(), data: { first, last } }),
  )
  for await (const lines of exportLines(deps, planned.start))
    if (!process.stdout.write(lines)) await once(process.stdout, 'drain')
}

async function checkpoint({ deps, keys, origin }: Audit): Promise<void> {
  const [first, ...others] = keys
  if (!first) return fail('AUDIT_SIGNING_KEYS is not set: it belongs to the workers.')
  const settings = { keys: [first, ...others] as const, origin }
  let signed = await signCheckpoint(deps, settings, true)
  while (signed.kind === 'rotated' || (signed.kind === 'signed' && signed.behind))
    signed = await signCheckpoint(deps, settings, true)
  if (signed.kind === 'broken') return fail(`BROKEN at entry ${signed.seq}: ${signed.fault}.`)
  if (signed.kind === 'halted')
    return fail('Signing is stopped: see the runbook, "The audit log is not what was signed".')
  await anchorCheckpoints({ ...deps, metrics: { auditAnchored() {} } })
  const { newest } = await deps.tree.state()
  console.log(newest?.note ?? 'There is nothing to sign.')
}

async function keys({ deps }: Audit): Promise<void> {
  const { first, keeping } = await deps.tree.state()
  if (!first) return console.log('No checkpoint is signed yet.')
  console.log(`from entry 1: ${first.key}`)
  for (const { seq, data } of keeping)
    if (typeof data.newKey === 'string') console.log(`from entry ${seq}: ${data.newKey}`)
}

const TOLD: Readonly<Record<Acted, string>> = {
  resumed: 'Signing goes on at the next look, within seconds.',
  notHalted: 'Signing is not stopped.',
  noKey: 'AUDIT_SIGNING_KEYS lacks the key in force: run "audit keys" to see which.',
  nothingLost:
    'The anchor holds no checkpoint that this log lacks, so there is nothing to continue from: use "audit resume".',
  continued: 'The log goes on under another name; the next checkpoint carries it.',
}

function tell(acted: Acted): void {
  if (acted === 'resumed' || acted === 'continued') console.log(TOLD[acted])
  else fail(TOLD[acted])
}

async function withAudit(run: (audit: Audit) => Promise<void>): Promise<void> {
  const audit = openAudit()
  try {
    await run(audit)
  } finally {
    await audit.close()
  }
}

function fail(message: string): void {
  console.error(message)
  process.exitCode = 1
}

function parseEntry(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError(`"${text}" is no number of an entry.`)
  return Number(text)
}
