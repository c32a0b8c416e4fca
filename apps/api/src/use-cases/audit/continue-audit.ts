import type { Actor } from '../../domain/approval.ts'
import { openCheckpoint } from '../../domain/audit/checkpoint.ts'
import { identityAt, identityOfKey, isHalted } from '../../domain/audit/keeping.ts'
import { continueLog, type LogIdentity } from '../../domain/audit/log-identity.ts'
import type { TreeHead } from '../../domain/audit/merkle-tree.ts'
import type { SigningKey } from '../../domain/audit/signed-note.ts'
import type { AuditAnchor } from '../../ports/audit/audit-anchor.ts'
import type { AuditTreeReader } from '../../ports/audit/audit-tree.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
  readonly tree: AuditTreeReader
  readonly anchor: AuditAnchor | null
}

export type Acted = 'resumed' | 'notHalted' | 'noKey' | 'nothingLost' | 'continued'

/** The cause is repaired: signing goes on, and stops again at the next look if it is not. */
export function resumeAudit({ unitOfWork }: Deps, reason: string, actor: Actor): Promise<Acted> {
  return unitOfWork.transaction(async ({ auditTree, audit }) => {
    await auditTree.lock()
    const { keeping, now } = await auditTree.state()
    if (!isHalted(keeping)) return 'notHalted'
    await audit.append({ type: 'audit.resumed', approvalId: null, actor, at: now, data: { reason } })
    return 'resumed'
  })
}

/** Signed entries are gone for good: the log goes on under another name, and says what it no longer holds. */
export async function continueAudit(deps: Deps, keys: readonly SigningKey[], reason: string): Promise<Acted> {
  const { first, newest, keeping, head } = await deps.tree.state()
  const known = first && identityOfKey(first.key)
  const identity = known && identityAt(known, keeping, head.seq)
  if (!identity || 'kind' in identity) return 'noKey'
  const key = keys.find(({ publicKey }) => publicKey.equals(identity.publicKey))
  if (!key) return 'noKey'
  const abandoned = await findAbandoned(deps, identity, newest?.size ?? 1)
  if (!abandoned) return 'nothingLost'
  return deps.unitOfWork.transaction<Acted>(async ({ auditTree, audit }) => {
    await auditTree.lock()
    const { now } = await auditTree.state()
    await audit.append(continueLog(identity, key, { newOrigin: nextName(identity.origin), abandoned, reason, at: now }))
    return 'continued'
  })
}

async function findAbandoned({ anchor }: Deps, identity: LogIdentity, from: number): Promise<TreeHead | undefined> {
  const found = await anchor?.newest(identity.origin, from)
  return found && openCheckpoint(found.note, identity)
}

/** example.com/audit, example.com/audit/2, example.com/audit/3 … */
function nextName(origin: string): string {
  const [, base = origin, number = '1'] = /^(.*?)(?:\/(\d+))?$/.exec(origin) ?? []
  return `${base}/${Number(number) + 1}`
}
