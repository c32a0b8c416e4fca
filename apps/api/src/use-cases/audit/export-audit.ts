import {
  checkpointLine,
  type ExportStart,
  entryLine,
  exportEnd,
  exportHeader,
} from '../../domain/audit/export-lines.ts'
import { identityAt, identityOfKey } from '../../domain/audit/keeping.ts'
import { subtreesOf } from '../../domain/audit/merkle-tree.ts'
import { verifierKey } from '../../domain/audit/signed-note.ts'
import { sha256 } from '../../domain/canonical-json.ts'
import { actorOf, type Principal } from '../../domain/principal.ts'
import type { Refused } from '../../domain/refusal.ts'
import { refused } from '../../domain/refusal.ts'
import type { AuditTreeReader, TreeState } from '../../ports/audit/audit-tree.ts'
import type { AuditChain } from '../../ports/audit-chain.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { recordDenial } from '../record-denial.ts'
import { authorizedAudit } from './authorized-audit.ts'
import { carryOut } from './carry-out.ts'

interface LogDeps {
  readonly tree: AuditTreeReader
  readonly chain: AuditChain
}

export interface ExportRange {
  /** The first entry; 1 when left out. */
  readonly from: number | undefined
  /** Left out: the newest checkpoint. Otherwise the export ends with the checkpoint that holds it. */
  readonly to: number | undefined
}

type Planned = { readonly kind: 'planned'; readonly start: ExportStart } | Refused

const PAGE = 1_000

/** The log for an auditor, as lines. That it was handed out, and to whom, is an entry of the log first. */
export async function exportAudit(
  deps: LogDeps & { readonly unitOfWork: UnitOfWork },
  { principal, range }: { readonly principal: Principal; readonly range: ExportRange },
): Promise<
  { readonly kind: 'exported'; readonly start: ExportStart; readonly lines: AsyncGenerator<string> } | Refused
> {
  const planned = await authorizedAudit<Exclude<Planned, Refused>>(
    deps.unitOfWork,
    principal,
    async (stores, reader) => {
      const plan = await planExport(stores.auditTree, range)
      if (plan.kind === 'refused') return plan
      const { first, last } = plan.start
      await stores.audit.append({
        type: 'audit.exported',
        approvalId: null,
        actor: actorOf(reader),
        at: await stores.now(),
        data: { first, last, via: reader.via },
      })
      return plan
    },
  )
  if (planned.kind === 'refused') {
    await recordDenial(deps.unitOfWork, principal, 'audit', null, planned)
    return planned
  }
  return { kind: 'exported', start: planned.start, lines: exportLines(deps, planned.start) }
}

/** From where to where, so that a verifier finds a signed checkpoint at the end. */
export async function planExport(tree: AuditTreeReader, { from = 1, to }: ExportRange): Promise<Planned> {
  const state = await tree.state()
  if (!state.newest) return refused({ code: 'not-configured', sentence: NOTHING_SIGNED })
  const last = to === undefined ? state.newest : await tree.covering(Math.max(from, to))
  if (!last || from > last.size) {
    const pointer = from > state.newest.size ? '/from' : '/to'
    return refused({ code: 'invalid-request', errors: [{ pointer, message: beyond(state.newest.size) }] })
  }
  const before = from === 1 ? null : await stateBefore(tree, from)
  return { kind: 'planned', start: { key: keyAt(state, from - 1), first: from, last: last.size, before } }
}

const NOTHING_SIGNED = 'No checkpoint of the log is signed yet: set AUDIT_SIGNING_KEYS for the worker.'
const beyond = (size: number): string => `is beyond the newest checkpoint, which holds ${size} entries`

function keyAt({ first, keeping }: TreeState, size: number): string {
  const known = first && identityOfKey(first.key)
  const identity = known && identityAt(known, keeping, size)
  if (!identity || 'kind' in identity)
    throw new Error('the log does not tell who signs it: run npm run audit -- verify')
  return verifierKey(identity.origin, identity.publicKey)
}

async function stateBefore(tree: AuditTreeReader, first: number): Promise<ExportStart['before']> {
  const leaf = (await tree.leaves([first - 1])).get(first - 1)
  const range = await carryOut(
    tree,
    subtreesOf(0, first - 1).map((subtree) => [subtree]),
  )
  if (leaf === undefined || !range) throw new Error(`entry ${first - 1} is missing: run npm run audit -- verify`)
  return { hash: sha256(leaf), range }
}

/** A page of entries in memory at a time, whatever is exported. */
export async function* exportLines({ tree, chain }: LogDeps, start: ExportStart): AsyncGenerator<string> {
  yield exportHeader(start)
  let after = start.first - 1
  let hash: Buffer = Buffer.alloc(0)
  while (after < start.last) {
    const entries = await chain.page(after, Math.min(PAGE, start.last - after))
    const end = entries.at(-1)
    if (!end) throw new Error(`entry ${after + 1} is missing: run npm run audit -- verify`)
    const checkpoints = new Map((await tree.after(after, PAGE)).map((each) => [each.size, each]))
    yield entries
      .map((entry) => {
        const checkpoint = checkpoints.get(entry.seq)
        return entryLine(entry) + (checkpoint ? checkpointLine(checkpoint) : '')
      })
      .join('')
    after = end.seq
    hash = end.hash
  }
  yield exportEnd(start, hash)
}
