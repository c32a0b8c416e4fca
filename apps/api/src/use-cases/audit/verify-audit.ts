import { openCheckpoint } from '../../domain/audit/checkpoint.ts'
import { followLog, LOG_START, type LogState } from '../../domain/audit/follow-log.ts'
import { identityOfKey } from '../../domain/audit/keeping.ts'
import type { LogIdentity } from '../../domain/audit/log-identity.ts'
import { type HashedSubtree, rootOf } from '../../domain/audit/merkle-tree.ts'
import { verifierKey } from '../../domain/audit/signed-note.ts'
import type { Broken } from '../../domain/audit-chain.ts'
import { compareHead } from '../../domain/audit-chain.ts'
import type { ChainHead } from '../../domain/audit-leaf.ts'
import { type AuditTreeReader, type Checkpoint, STORED_LEVEL } from '../../ports/audit/audit-tree.ts'
import type { AuditChain } from '../../ports/audit-chain.ts'

interface Deps {
  readonly chain: AuditChain
  readonly tree: AuditTreeReader
}

export interface Verified {
  readonly kind: 'intact'
  readonly head: ChainHead
  readonly checkpoints: number
  /** How many entries are under a signed checkpoint. */
  readonly signed: number
}

/** Small enough to hold, large enough that round trips do not count. */
const PAGE = 2_000

/**
 * Recomputes the whole log up to the end it had at the start; what is appended meanwhile is left to the next run. Chain,
 * tree, kept subtrees, and each checkpoint with the key in force; names the first entry that is not what was written.
 */
export async function verifyAudit({ chain, tree }: Deps): Promise<Verified | Broken> {
  const { head: stored, first, newest } = await tree.state()
  const start = first ? identityOfKey(first.key) : null
  if (start === undefined) return broken(1, 'the first checkpoint names no key')
  let log: LogState = { ...LOG_START, identity: start }
  let checkpoints = 0
  let signed = 0
  let [next] = await tree.after(0, 1)
  while (log.head.seq < stored.seq) {
    const to = Math.min(stored.seq, next && next.size > log.head.seq ? next.size : stored.seq)
    const entries = await chain.page(log.head.seq, Math.min(PAGE, to - log.head.seq))
    if (entries.length === 0) break
    const step = followLog(log, entries)
    if (step.kind === 'broken') return step
    log = step.state
    if (next && next.size <= log.head.seq) {
      const fault = judge(next, log, signed)
      if (fault) return fault
      checkpoints += 1
      signed = next.size
      ;[next] = await tree.after(next.size, 1)
    }
    const missing = await compareKept(tree, step.completed, newest?.size ?? 0)
    if (missing) return missing
  }
  if (next) return broken(next.size, `a checkpoint of ${next.size} entries is stored, and there are not so many`)
  return compareHead(log.head, stored) ?? { kind: 'intact', head: log.head, checkpoints, signed }
}

function judge({ size, note, key }: Checkpoint, { range, identity }: LogState, signed: number): Broken | undefined {
  const who = identity as LogIdentity
  const opened = openCheckpoint(note, who)
  if (opened?.size !== size || key !== verifierKey(who.origin, who.publicKey))
    return broken(size, 'the checkpoint of this size is not signed by the key in force')
  if (!opened.root.equals(rootOf(range)))
    return broken(
      signed + 1,
      `between here and entry ${size} an entry is not what the checkpoint of ${size} was signed over`,
    )
  return undefined
}

async function compareKept(
  tree: AuditTreeReader,
  completed: readonly HashedSubtree[],
  size: number,
): Promise<Broken | undefined> {
  // They are kept with the first checkpoint that holds them.
  const due = completed.filter(({ level, index }) => level >= STORED_LEVEL && (index + 1) * 2 ** level <= size)
  if (due.length === 0) return undefined
  const kept = await tree.subtrees(due)
  const other = due.find(({ level, index, hash }) => !kept.get(`${level}/${index}`)?.equals(hash))
  return (
    other &&
    broken(
      other.index * 2 ** other.level + 1,
      `the kept hash of the ${2 ** other.level} entries from here is another one`,
    )
  )
}

const broken = (seq: number, fault: string): Broken => ({ kind: 'broken', seq, fault })
