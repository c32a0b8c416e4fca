import type { ApprovalId, AttemptId } from '@countersign/shared/ids'
import { createHeap } from './binary-heap.ts'
import { parseExecutionArn } from './execution-arn.ts'
import { beatIntervalMs, firstBeatInMs, missedAtMs, nextBeatMs } from './heartbeat-schedule.ts'

/** All times are milliseconds of the monotonic clock (I12). */
export interface BeatToken {
  readonly attemptId: AttemptId
  readonly approvalId: ApprovalId
  readonly executionArn: string
  readonly shard: number
  readonly heartbeatSeconds: number | null
}

export interface BookSettings {
  readonly livenessMs: number
  /** Of all workers together: SendTaskHeartbeat calls a second in one account and region. */
  readonly perSecond: number
  /** How many shards there are. */
  readonly shards: number
}

/** Who is to be beaten when, in memory: no row is written per beat (flow 4). */
export interface BeatBook {
  /** What is held from now on, and until when by our own clock; tokens of other shards are forgotten. */
  hold(shards: ReadonlySet<number>, untilMs: number): void
  /** @param quietMs since it was last beaten  @param phase in [0, 1) */
  add(token: BeatToken, quietMs: number, phase: number, nowMs: number): void
  /** Everything of these shards that is not in `known` is forgotten: it is no longer live. */
  keepOnly(shards: ReadonlySet<number>, known: ReadonlySet<AttemptId>, addedBeforeMs: number): void
  remove(id: AttemptId): void
  has(id: AttemptId): boolean
  /** Beats it now, out of turn. */
  hasten(id: AttemptId, nowMs: number): void
  /** At most `limit` tokens that are due, the one missed soonest first. Each is ours until `beaten` or `postpone`. */
  takeDue(nowMs: number, limit: number): readonly { token: BeatToken; lateMs: number }[]
  /** Zombie rule: whether the shard's lease still held at this instant. */
  mayBeat(token: BeatToken, nowMs: number): boolean
  beaten(id: AttemptId, nowMs: number): void
  postpone(id: AttemptId, delayMs: number, nowMs: number): void
  intervalOf(id: AttemptId): number
  /** `null` when nothing waits. */
  nextDueInMs(nowMs: number): number | null
  /** What was beaten since the last call, to be recorded in one batch. */
  takeBeaten(nowMs: number): readonly { attemptId: AttemptId; agoMs: number }[]
  readonly size: number
}

interface Entry {
  readonly token: BeatToken
  readonly scope: string
  readonly addedMs: number
  lastBeatMs: number
  plannedMs: number
  /** Rises whenever it is planned anew; queue slots of an older plan are skipped. */
  plan: number
  taken: boolean
}

interface Slot {
  readonly entry: Entry
  readonly plan: number
}

/**
 * Two queues: by the planned instant, and of those that are due by the instant the heartbeat is missed, so that under
 * pressure the most urgent goes first and nobody is beaten before its turn.
 */
export function createBeatBook(settings: BookSettings): BeatBook {
  const entries = new Map<AttemptId, Entry>()
  const perScope = new Map<string, number>()
  const planned = createHeap<Slot>(({ entry }) => entry.plannedMs)
  const due = createHeap<Slot>(({ entry }) => missedAtMs(entry.lastBeatMs, entry.token.heartbeatSeconds))
  const beatenSince = new Map<AttemptId, number>()
  let held: ReadonlySet<number> = new Set()
  let heldUntilMs = Number.NEGATIVE_INFINITY

  const isCurrent = ({ entry, plan }: Slot): boolean =>
    entry.plan === plan && !entry.taken && entries.get(entry.token.attemptId) === entry

  return {
    hold(shards, untilMs) {
      held = shards
      heldUntilMs = untilMs
      for (const { token } of entries.values()) if (!held.has(token.shard)) forget(token.attemptId)
    },

    add(token, quietMs, phase, nowMs) {
      if (entries.has(token.attemptId) || !held.has(token.shard)) return
      const { account, region } = parseExecutionArn(token.executionArn)
      const scope = `${account}/${region}`
      const entry: Entry = {
        token,
        scope,
        addedMs: nowMs,
        lastBeatMs: nowMs - quietMs,
        plannedMs: nowMs,
        plan: 0,
        taken: false,
      }
      entries.set(token.attemptId, entry)
      perScope.set(scope, (perScope.get(scope) ?? 0) + 1)
      const leftMs = token.heartbeatSeconds === null ? null : token.heartbeatSeconds * 1000 - quietMs
      planAt(entry, nowMs + firstBeatInMs(interval(entry), phase, leftMs))
    },

    keepOnly(shards, known, addedBeforeMs) {
      for (const { token, addedMs } of entries.values())
        if (shards.has(token.shard) && addedMs < addedBeforeMs && !known.has(token.attemptId)) forget(token.attemptId)
    },

    remove: forget,
    has: (id) => entries.has(id),

    hasten(id, nowMs) {
      const entry = entries.get(id)
      if (entry && !entry.taken && entry.plannedMs > nowMs) planAt(entry, nowMs)
    },

    takeDue(nowMs, limit) {
      moveDue(nowMs)
      const taken: { token: BeatToken; lateMs: number }[] = []
      while (taken.length < limit) {
        const slot = due.pop()
        if (!slot) break
        if (!isCurrent(slot)) continue
        slot.entry.taken = true
        taken.push({ token: slot.entry.token, lateMs: nowMs - slot.entry.plannedMs })
      }
      return taken
    },

    mayBeat: (token, nowMs) => nowMs < heldUntilMs && held.has(token.shard),

    beaten(id, nowMs) {
      const entry = entries.get(id)
      if (!entry) return
      entry.lastBeatMs = nowMs
      beatenSince.set(id, nowMs)
      planAt(entry, nextBeatMs(entry.plannedMs, interval(entry), nowMs))
    },

    postpone(id, delayMs, nowMs) {
      const entry = entries.get(id)
      if (entry) planAt(entry, nowMs + delayMs)
    },

    intervalOf(id) {
      const entry = entries.get(id)
      return entry ? interval(entry) : settings.livenessMs
    },

    nextDueInMs(nowMs) {
      moveDue(nowMs)
      for (let slot = due.peek(); slot; slot = due.peek()) {
        if (isCurrent(slot)) return 0
        due.pop()
      }
      for (let slot = planned.peek(); slot; slot = planned.peek()) {
        if (isCurrent(slot)) return Math.max(0, slot.entry.plannedMs - nowMs)
        planned.pop()
      }
      return null
    },

    takeBeaten(nowMs) {
      const beats = [...beatenSince].map(([attemptId, atMs]) => ({ attemptId, agoMs: nowMs - atMs }))
      beatenSince.clear()
      return beats
    },

    get size() {
      return entries.size
    },
  }

  function interval({ token, scope }: Entry): number {
    const share = Math.max(1, held.size) / settings.shards
    return beatIntervalMs({
      heartbeatSeconds: token.heartbeatSeconds,
      tokens: perScope.get(scope) ?? 1,
      perSecond: settings.perSecond * share,
      livenessMs: settings.livenessMs,
    })
  }

  function planAt(entry: Entry, atMs: number): void {
    entry.plannedMs = atMs
    entry.plan += 1
    entry.taken = false
    planned.push({ entry, plan: entry.plan })
  }

  function moveDue(nowMs: number): void {
    for (let slot = planned.peek(); slot; slot = planned.peek()) {
      const current = isCurrent(slot)
      if (current && slot.entry.plannedMs > nowMs) return
      planned.pop()
      if (current) due.push(slot)
    }
  }

  function forget(id: AttemptId): void {
    const entry = entries.get(id)
    if (!entry) return
    entries.delete(id)
    beatenSince.delete(id)
    perScope.set(entry.scope, (perScope.get(entry.scope) ?? 1) - 1)
  }
}
