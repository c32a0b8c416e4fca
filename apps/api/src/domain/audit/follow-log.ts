import { type Broken, CHAIN_START, followChain, type StoredEntry } from '../audit-chain.ts'
import type { ChainHead } from '../audit-leaf.ts'
import { followIdentity, type LogIdentity } from './log-identity.ts'
import { appendLeaves, type CompactRange, EMPTY_RANGE, type HashedSubtree, leafHash } from './merkle-tree.ts'

/** Everything the log's first entries add up to. */
export interface LogState {
  readonly head: ChainHead
  readonly range: CompactRange
  /** `null`: not known yet, so entries that change it are taken as they are. */
  readonly identity: LogIdentity | null
}

export const LOG_START: LogState = { head: CHAIN_START, range: EMPTY_RANGE, identity: null }

/** Recomputes some entries in a row: their chain, their tree, and who may sign from there on. */
export function followLog(
  state: LogState,
  entries: readonly StoredEntry[],
):
  | { readonly kind: 'intact'; readonly state: LogState; readonly completed: readonly HashedSubtree[] }
  | (Broken & { readonly state?: never }) {
  let { head, identity } = state
  for (const entry of entries) {
    const step = followChain(head, entry)
    if (step.kind === 'broken') return step
    head = step.head
    if (identity === null) continue
    const next = followIdentity(identity, { seq: entry.seq, type: entry.type, data: step.data })
    if (!next)
      return { kind: 'broken', seq: entry.seq, fault: 'it changes keys without the signature of the key in force' }
    identity = next
  }
  const leaves = entries.map(({ leaf }) => leafHash(leaf))
  const { range, completed } = appendLeaves(state.range, leaves)
  return { kind: 'intact', state: { head, range, identity }, completed }
}
