import { readTreeHead } from '../../domain/audit/checkpoint.ts'
import { identityAt, identityOfKey, isHalted } from '../../domain/audit/keeping.ts'
import type { LogIdentity } from '../../domain/audit/log-identity.ts'
import type { AuditAnchor } from '../../ports/audit/audit-anchor.ts'
import type { AuditGuards } from '../../ports/audit/audit-guards.ts'
import type { AuditTreeReader, TreeState } from '../../ports/audit/audit-tree.ts'
import type { Log } from '../../ports/log.ts'
import type { Metrics } from '../../ports/metrics.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { compareAnchor } from './compare-anchor.ts'
import { raiseAlarm } from './raise-alarm.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
  readonly tree: AuditTreeReader
  readonly anchor: AuditAnchor | null
  readonly guards: AuditGuards
  readonly metrics: Pick<Metrics, 'auditWatched' | 'auditAnchored'>
  readonly log: Log
}

/** After an outage of a day (some 1,500 checkpoints) the gap is closed within the hour. */
const AT_ONCE = 50

/**
 * One look: whether the anchor still holds the beginning of our log, whether the database still guards it, and what the
 * anchor does not hold yet. The first one, at the start, is what finds out that a backup was restored.
 * @param unsigned who will sign a log that has no checkpoint: it may have had one
 */
export async function watchAudit(deps: Deps, unsigned: LogIdentity | null = null): Promise<void> {
  const state = await deps.tree.state()
  const first = state.first ? identityOfKey(state.first.key) : unsigned
  if (first) {
    const compared = await compareAnchor(deps, first, state)
    if (compared.kind === 'broken') await raiseAlarm(deps, compared)
    else if (!isHalted(state.keeping)) await anchorCheckpoints(deps)
  }
  const faults = await deps.guards.faults()
  if (faults.length > 0) await reportGuards(deps, state, faults)
  const { keeping } = await deps.tree.state()
  deps.metrics.auditWatched({
    halted: isHalted(keeping) || (first ? 'kind' in identityAt(first, keeping, state.head.seq) : false),
    unsignedSeconds: state.oldestUnsignedAt ? (state.now.getTime() - state.oldestUnsignedAt.getTime()) / 1_000 : 0,
    unanchored: deps.anchor ? await deps.tree.countUnanchored(deps.anchor.name) : 0,
    guardFaults: faults.length,
  })
}

/** The newest first: it vouches for all before it. An anchor that does not answer is tried again at the next look. */
export async function anchorCheckpoints({
  anchor,
  tree,
  unitOfWork,
  metrics,
  log,
}: Omit<Deps, 'guards' | 'metrics'> & { readonly metrics: Pick<Metrics, 'auditAnchored'> }): Promise<void> {
  if (!anchor) return
  const done: number[] = []
  try {
    for (const { size, note } of await tree.unanchored(anchor.name, AT_ONCE)) {
      const origin = readTreeHead(note)?.origin ?? ''
      if ((await anchor.put(origin, size, note)) === 'other')
        return await raiseAlarm(
          { unitOfWork, log },
          { seq: size, fault: `the anchor ${anchor.name} holds another checkpoint of ${size} entries` },
        )
      done.push(size)
      metrics.auditAnchored('written')
    }
  } catch (err) {
    metrics.auditAnchored('failed')
    log.warn({ err, anchor: anchor.name }, 'a checkpoint could not be anchored; it is tried again')
  } finally {
    if (done.length > 0)
      await unitOfWork.transaction(async ({ auditTree, now }) => auditTree.noteAnchored(done, anchor.name, await now()))
  }
}

const DAY_MS = 24 * 3_600_000

/** In the log of the process at each look, in the audit log once a day. */
async function reportGuards({ log, unitOfWork }: Deps, { now }: TreeState, faults: readonly string[]): Promise<void> {
  log.error({ faults }, 'THE DATABASE NO LONGER GUARDS THE AUDIT LOG: run the migrations as its owner')
  await unitOfWork.transaction(async ({ audit, auditTree }) => {
    await auditTree.lock()
    const { keeping } = await auditTree.state()
    const last = keeping.findLast(({ type }) => type === 'security.audit_guard_missing')
    const known = String(last?.data.faults) === String(faults)
    if (last && known && now.getTime() - Date.parse(String(last.data.seenAt)) < DAY_MS) return
    const actor = { kind: 'service', id: 'audit', name: 'Countersign' } as const
    const data = { faults: [...faults], seenAt: now.toISOString() }
    await audit.append({ type: 'security.audit_guard_missing', approvalId: null, actor, at: now, data })
  })
}
