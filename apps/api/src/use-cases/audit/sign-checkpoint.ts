import { openCheckpoint, signCheckpoint as signTreeHead } from '../../domain/audit/checkpoint.ts'
import { followLog, type LogState } from '../../domain/audit/follow-log.ts'
import { chooseKey, identityAt, identityOfKey, isHalted } from '../../domain/audit/keeping.ts'
import { type LogIdentity, rotateKey } from '../../domain/audit/log-identity.ts'
import { EMPTY_RANGE, type HashedSubtree, rootOf } from '../../domain/audit/merkle-tree.ts'
import { type SigningKey, verifierKey } from '../../domain/audit/signed-note.ts'
import { type Broken, CHAIN_START } from '../../domain/audit-chain.ts'
import type { AuditAnchor } from '../../ports/audit/audit-anchor.ts'
import type { AuditTreeReader, TreeState } from '../../ports/audit/audit-tree.ts'
import type { AuditChain } from '../../ports/audit-chain.ts'
import type { Log } from '../../ports/log.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { compareAnchor } from './compare-anchor.ts'
import { raiseAlarm } from './raise-alarm.ts'

export interface SignDeps {
  readonly unitOfWork: UnitOfWork
  readonly tree: AuditTreeReader
  readonly chain: AuditChain
  readonly anchor: AuditAnchor | null
  readonly log: Log
}

export interface SignSettings {
  /** The wanted one first; those before it stay until they have handed over. */
  readonly keys: readonly [SigningKey, ...SigningKey[]]
  /** The name of a log that has no checkpoint yet. */
  readonly origin: string
}

export type Signed =
  | { readonly kind: 'signed'; readonly size: number; readonly behind: boolean }
  | { readonly kind: 'rotated' | 'notDue' | 'halted' | 'overtaken' | 'keyRefused' }
  | Broken

/** A checkpoint holds at most this many entries more than the one before while the log is busy … */
const ENTRIES = 1_000
/** … and comes this soon while it is not: the look, the work and the anchor fit into the rest of the minute. */
const EVERY_MS = 55_000
/** A log that grew up without checkpoints is caught up with in steps; a page of it is held in memory. */
const STEP = 10_000
const PAGE = 2_000

/**
 * One look: signs the next checkpoint when it is due. It recomputes the entries since the last one from their bytes and
 * continues the tree kept with that, so what it signs continues what it signed; what cannot be continued is never signed.
 */
export async function signCheckpoint(deps: SignDeps, settings: SignSettings, now = false): Promise<Signed> {
  const state = await deps.tree.state()
  if (isHalted(state.keeping)) return { kind: 'halted' }
  if (!isDue(state, now) && !handsOver(state, settings)) return { kind: 'notDue' }
  const result = await signNext(deps, settings, state)
  if (result.kind === 'broken') await raiseAlarm(deps, result)
  return result
}

function isDue({ head, newest, now }: TreeState, atOnce: boolean): boolean {
  const waiting = head.seq - (newest?.size ?? 0)
  if (waiting === 0) return false
  return atOnce || !newest || waiting >= ENTRIES || now.getTime() - newest.at.getTime() >= EVERY_MS
}

/** A change of keys does not wait for somebody to do something. */
function handsOver({ newest, now }: TreeState, { keys }: SignSettings): boolean {
  const signer = newest && identityOfKey(newest.key)
  if (!signer || signer.publicKey.equals(keys[0].publicKey)) return false
  return now.getTime() - newest.at.getTime() >= EVERY_MS
}

async function signNext(deps: SignDeps, settings: SignSettings, state: TreeState): Promise<Signed> {
  const first = state.first
    ? identityOfKey(state.first.key)
    : { origin: settings.origin, publicKey: settings.keys[0].publicKey }
  if (!first) return broken(state.first?.size ?? 0, 'the first checkpoint names no key')
  const before = openNewest(first, state)
  if (before.kind === 'broken') return before
  const compared = await compareAnchor(deps, first, state)
  if (compared.kind === 'broken') return compared

  const current = identityAt(first, state.keeping, state.head.seq)
  if ('kind' in current) return current
  const choice = chooseKey(current, state.keeping, settings.keys)
  if (choice.kind === 'refused') {
    deps.log.error({ why: choice.why }, KEY_REFUSALS[choice.why])
    return { kind: 'keyRefused' }
  }
  if (choice.kind === 'rotate') return rotate(deps, first, choice.from, choice.to)

  const anchored = compared.kind === 'ahead' ? compared.anchored : undefined
  const from = state.newest?.size ?? 0
  // Under its old name a continued log would contradict what was signed of it, so the step reaches the new one.
  const renamed = state.keeping.findLast(({ type }) => type === 'audit.continued')?.seq ?? 0
  const step = Math.min(state.head.seq, from + STEP, anchored?.size ?? Number.POSITIVE_INFINITY)
  const to = Math.max(step, renamed)
  const grown = await grow(deps, before, to)
  if (grown.kind === 'broken') return grown
  const { range } = grown.state
  const root = rootOf(range)
  if (anchored?.size === range.size && !anchored.root.equals(root))
    return broken(range.size, 'up to here it is not the log that the anchor holds a checkpoint of')
  const signer = identityAt(first, state.keeping, range.size)
  if ('kind' in signer) return signer
  const key = settings.keys.find(({ publicKey }) => publicKey.equals(signer.publicKey))
  if (!key) return { kind: 'keyRefused' }
  const note = signTreeHead(signer.origin, { size: range.size, root }, key)
  return keep(deps, { note, key: verifierKey(signer.origin, key.publicKey), range, from, completed: grown.completed })
}

const KEY_REFUSALS = {
  missing:
    'AUDIT_SIGNING_KEYS lacks the key that signed the last checkpoint: put it behind the new one until it has handed over',
  retired: 'AUDIT_SIGNING_KEYS begins with a key that was retired: make a new one',
} as const

/** The newest checkpoint as it was signed, and the state of the log that it stands for. */
function openNewest(first: LogIdentity, { newest, keeping }: TreeState): { kind: 'intact'; state: LogState } | Broken {
  if (!newest) return { kind: 'intact', state: { head: CHAIN_START, range: EMPTY_RANGE, identity: null } }
  const identity = identityAt(first, keeping, newest.size)
  if ('kind' in identity) return identity
  const opened = openCheckpoint(newest.note, identity)
  if (opened?.size !== newest.size || !opened.root.equals(rootOf(newest.range)))
    return broken(newest.size, 'the stored checkpoint of this size is not the one that was signed')
  return { kind: 'intact', state: { head: { seq: newest.size, hash: Buffer.alloc(0) }, range: newest.range, identity } }
}

/** Follows the log from the entry that the newest checkpoint ends with. */
async function grow({ chain }: SignDeps, { state }: { state: LogState }, to: number) {
  const completed: HashedSubtree[] = []
  let log = state
  if (log.head.seq > 0) {
    const [last] = await chain.page(log.head.seq - 1, 1)
    if (last?.seq !== log.head.seq) return broken(log.head.seq, `entry ${log.head.seq} is missing`)
    log = { ...log, head: { seq: last.seq, hash: last.hash } }
  }
  while (log.head.seq < to) {
    const entries = await chain.page(log.head.seq, Math.min(PAGE, to - log.head.seq))
    if (entries.length === 0) return broken(log.head.seq + 1, `entry ${log.head.seq + 1} is missing`)
    const next = followLog(log, entries)
    if (next.kind === 'broken') return next
    completed.push(...next.completed)
    log = next.state
  }
  return { kind: 'intact' as const, state: log, completed }
}

async function keep(
  { unitOfWork }: SignDeps,
  next: { note: string; key: string; range: LogState['range']; from: number; completed: readonly HashedSubtree[] },
): Promise<Signed> {
  const { note, key, range, from, completed } = next
  return unitOfWork.transaction(async ({ auditTree, now }) => {
    await auditTree.lock()
    const { head } = await auditTree.state()
    const added = await auditTree.add(from, { size: range.size, at: await now(), note, key, range }, completed)
    return added
      ? { kind: 'signed', size: range.size, behind: head.seq - range.size >= ENTRIES }
      : { kind: 'overtaken' }
  })
}

/** The new key is in force from this entry on; the next look signs with it. */
async function rotate({ unitOfWork }: SignDeps, first: LogIdentity, from: SigningKey, to: SigningKey): Promise<Signed> {
  return unitOfWork.transaction(async ({ auditTree, audit }) => {
    await auditTree.lock()
    const { keeping, head, now } = await auditTree.state()
    const identity = identityAt(first, keeping, head.seq)
    if ('kind' in identity || !identity.publicKey.equals(from.publicKey)) return { kind: 'overtaken' }
    await audit.append(rotateKey(identity, from, to, now))
    return { kind: 'rotated' }
  })
}

const broken = (seq: number, fault: string): Broken => ({ kind: 'broken', seq, fault })
