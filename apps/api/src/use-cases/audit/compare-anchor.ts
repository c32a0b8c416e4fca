import { openCheckpoint } from '../../domain/audit/checkpoint.ts'
import { identityAt } from '../../domain/audit/keeping.ts'
import type { LogIdentity } from '../../domain/audit/log-identity.ts'
import { planConsistency, verifyConsistency } from '../../domain/audit/merkle-proof.ts'
import type { TreeHead } from '../../domain/audit/merkle-tree.ts'
import { rootOf } from '../../domain/audit/merkle-tree.ts'
import type { Broken } from '../../domain/audit-chain.ts'
import type { AuditAnchor } from '../../ports/audit/audit-anchor.ts'
import type { AuditTreeReader, TreeState } from '../../ports/audit/audit-tree.ts'
import type { Log } from '../../ports/log.ts'
import { carryOut } from './carry-out.ts'

interface Deps {
  readonly tree: AuditTreeReader
  readonly anchor: AuditAnchor | null
  readonly log: Log
}

export type Compared =
  /** Nothing stands there, or it cannot be asked, or what stands there is the beginning of what we have. */
  | { readonly kind: 'agrees' }
  /** It holds a checkpoint that our newest does not reach: the next one has to. */
  | { readonly kind: 'ahead'; readonly anchored: TreeHead }
  | Broken

/**
 * What the anchor holds must be the beginning of what the database holds. This is what tells a restored backup, a cut
 * tail or a log that was written anew from the log itself.
 */
export async function compareAnchor(deps: Deps, first: LogIdentity, state: TreeState): Promise<Compared> {
  const { anchor, tree } = deps
  if (!anchor) return { kind: 'agrees' }
  const { head, newest, keeping } = state
  const current = identityAt(first, keeping, head.seq)
  if ('kind' in current) return current
  const found = await anchor.newest(current.origin, newest?.size ?? 1).catch((err: unknown) => {
    deps.log.warn({ err, anchor: anchor.name }, 'the anchor of the audit log does not answer')
    return undefined
  })
  if (!found) return { kind: 'agrees' }
  const where = `the anchor ${anchor.name} holds a checkpoint of ${found.size} entries`
  if (found.size > head.seq) return broken(head.seq + 1, `entry ${head.seq + 1} is missing: ${where}`)
  const signer = identityAt(first, keeping, found.size)
  if ('kind' in signer) return signer
  const anchored = openCheckpoint(found.note, signer)
  if (anchored?.size !== found.size) return broken(found.size, `${where} that the key in force has not signed`)
  if (!newest || found.size > newest.size) return { kind: 'ahead', anchored }
  const proof = await carryOut(tree, planConsistency(anchored.size, newest.size))
  const agrees = proof && verifyConsistency(proof, anchored, { size: newest.size, root: rootOf(newest.range) })
  return agrees
    ? { kind: 'agrees' }
    : broken(anchored.size, `up to entry ${anchored.size} it is not the log of which ${where}`)
}

const broken = (seq: number, fault: string): Broken => ({ kind: 'broken', seq, fault })
