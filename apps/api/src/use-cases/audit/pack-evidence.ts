import type { ApprovalId } from '@countersign/shared/ids'
import { identityOfKey } from '../../domain/audit/keeping.ts'
import { hasSensitive } from '../../domain/mask-case.ts'
import { actorOf, type Principal, signerOf } from '../../domain/principal.ts'
import type { Refused } from '../../domain/refusal.ts'
import { refused } from '../../domain/refusal.ts'
import type { ApprovalReader, AuditRow } from '../../ports/approval-reader.ts'
import type { AuditTreeReader } from '../../ports/audit/audit-tree.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import type { ProvedLeaf } from '../../present/audit/evidence-jsonl.ts'
import { type Evidence, presentEvidence } from '../../present/audit/evidence-pack.ts'
import { readApproval } from '../read-approval.ts'
import { refreshPrincipal } from '../refresh-principal.ts'
import { proveEntry } from './prove-entry.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
  readonly tree: AuditTreeReader
}

export interface EvidenceCommand {
  readonly principal: Principal
  readonly approvalId: ApprovalId
  readonly format: string
}

export interface Collected {
  readonly kind: 'collected'
  readonly evidence: Evidence
  readonly entries: readonly AuditRow[]
  readonly leaves: readonly ProvedLeaf[]
}

const PAGE = 500

/**
 * Everything about one approval, for whoever may see it. That the pack was made, for whom, and whether sensitive values
 * are in it, is an entry of the log first.
 */
export async function packEvidence(deps: Deps, command: EvidenceCommand): Promise<Collected | Refused> {
  const { approvalId, format } = command
  const facts = await deps.unitOfWork.transaction(async (stores) => {
    const principal = await refreshPrincipal(stores.directory, command.principal)
    const seen = await readApproval(stores, { principal, approvalId })
    if (seen.kind === 'refused') return seen
    const state = await stores.auditTree.state()
    const { newest, first } = state
    if (!newest || !first) return refused({ code: 'not-configured', sentence: NOTHING_SIGNED })
    const all = await entriesOf(stores.reader, approvalId)
    const entries = all.filter(({ seq }) => seq <= newest.size)
    const reveals = hasSensitive(seen.dossier.approval.case) && principal.kind === 'user'
    await noteHandedOut(stores, principal, approvalId, { format, reveals, entries: entries.length })
    const log = {
      origin: identityOfKey(newest.key)?.origin ?? '',
      key: first.key,
      size: newest.size,
      checkpoint: newest.note,
    }
    const pack = presentEvidence({
      dossier: seen.dossier,
      entries,
      pending: all.length - entries.length,
      log,
      madeAt: state.now,
      madeFor: signerOf(principal),
      reveals,
    })
    return { kind: 'read' as const, pack, entries, newest, keeping: state.keeping }
  })
  if (facts.kind === 'refused') return facts
  const { pack, entries, newest, keeping } = facts
  // Who signs is followed from the first key by these; a reader of the pack has nothing else.
  const succession = keeping.filter(({ seq, type }) => seq <= newest.size && SUCCESSION.has(type)).map(({ seq }) => seq)
  const seqs = [...new Set([...succession, ...entries.map(({ seq }) => seq)])].sort((a, b) => a - b)
  const leaves = await deps.tree.leaves(seqs)
  const proved: ProvedLeaf[] = []
  for (const seq of seqs) proved.push({ leaf: leaves.get(seq) ?? '', proof: await proveEntry(deps.tree, seq, newest) })
  return { kind: 'collected', evidence: pack, entries, leaves: proved }
}

const SUCCESSION: ReadonlySet<string> = new Set(['audit.key_rotated', 'audit.continued'])
const NOTHING_SIGNED = 'No checkpoint of the log is signed yet: set AUDIT_SIGNING_KEYS for the worker.'

async function entriesOf(reader: ApprovalReader, id: ApprovalId): Promise<readonly AuditRow[]> {
  const rows: AuditRow[] = []
  for (;;) {
    const page = await reader.audit(id, rows.at(-1)?.seq ?? 0, PAGE)
    rows.push(...page)
    if (page.length < PAGE) return rows
  }
}

const noteHandedOut = async (
  stores: Stores,
  principal: Principal,
  approvalId: ApprovalId,
  data: { readonly format: string; readonly reveals: boolean; readonly entries: number },
): Promise<void> =>
  stores.audit.append({
    type: 'audit.evidence_handed_out',
    approvalId,
    actor: actorOf(principal),
    at: await stores.now(),
    data: { ...data, via: principal.via },
  })
