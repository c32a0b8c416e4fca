import type { AttemptId } from '@countersign/shared/ids'
import { parseExecutionArn } from '../execution-arn.ts'
import { type BeatScope, createBeatScope } from './beat-scope.ts'
import type { BeatToken, BookSettings } from './beat-token.ts'
import { createHeap } from './binary-heap.ts'
import { firstBeatMs, nextBeatMs, repeatInMs } from './law.ts'

/**
 * Who is to be beaten when, in memory: no row is written per beat (flow 4). All times are milliseconds of the monotonic
 * clock (I12).
 */
export interface BeatBook {
  /** What is held from now on, and until when by our own clock; tokens of other shards are forgotten. */
  hold(shards: ReadonlySet<number>, untilMs: number): void
  /** Those that are not yet known, spread among each other. `quietMs`: since it was last beaten, or registered. */
  add(tokens: readonly (BeatToken & { readonly quietMs: number })[], nowMs: number): void
  /** Everything of these shards that is not in `known` is forgotten: it is no longer live. */
  keepOnly(shards: ReadonlySet<number>, known: ReadonlySet<AttemptId>, addedBeforeMs: number): void
  remove(id: AttemptId): void
  /** Its heartbeat is another one than was believed. */
  retime(id: AttemptId, heartbeatSeconds: number | null, nowMs: number): void
  has(id: AttemptId): boolean
  /** Beats it now, out of turn. */
  hasten(id: AttemptId, nowMs: number): void
  /**
   * At most `limit` tokens that are due, the one missed soonest first, and no more than the quota of their account has
   * room for. Each is ours until `beaten`, `postpone`, `repeat` or `gone`.
   */
  takeDue(nowMs: number, limit: number): readonly { token: BeatToken; lateMs: number }[]
  /** Zombie rule: whether the shard's lease still held at this instant. */
  mayBeat(token: BeatToken, nowMs: number): boolean
  beaten(id: AttemptId, nowMs: number): void
  postpone(id: AttemptId, delayMs: number, nowMs: number): void
  /** The beat did not get through: again soon, while there is time. */
  repeat(id: AttemptId, nowMs: number): void
  /** The engine no longer waits for it: it is not beaten any more, and waits to be looked into. */
  gone(id: AttemptId): void
  /** At most `limit` that are gone. Each is ours until `remove`, `postpone` (beaten again) or `lookAgain`. */
  takeGone(limit: number): readonly BeatToken[]
  lookAgain(id: AttemptId, delayMs: number, nowMs: number): void
  readonly anyGone: boolean
  /** The service throttles its account: nothing more is sent there than the quota refills. */
  throttled(id: AttemptId, nowMs: number): void
  /** How long a token without a heartbeat of its own may have to wait for a beat. */
  slowestIntervalMs(): number
  /** `null` when nothing waits. */
  nextDueInMs(nowMs: number): number | null
  /** What was beaten since the last call, to be recorded in one batch. */
  takeBeaten(nowMs: number): readonly { attemptId: AttemptId; agoMs: number }[]
  readonly size: number
}

interface Entry {
  readonly token: BeatToken
  readonly scope: BeatScope<Slot>
  readonly addedMs: number
  lastBeatMs: number
  plannedMs: number
  /** Rises whenever it is planned anew; a plan has one slot, in one queue, and slots of older plans are skipped. */
  plan: number
  gone: boolean
}

interface Slot {
  readonly entry: Entry
  readonly plan: number
}

/**
 * Two queues: by the planned instant, and of those that are due, account by account, by the instant the heartbeat is
 * missed, so that under pressure the most urgent goes first and nobody is beaten before its turn.
 */
export function createBeatBook(settings: BookSettings): BeatBook {
  const { random } = settings
  const entries = new Map<AttemptId, Entry>()
  const scopes = new Map<string, BeatScope<Slot>>()
  const planned = createHeap<Slot>(({ entry }) => entry.plannedMs)
  const beatenSince = new Map<AttemptId, number>()
  let goneSince: Entry[] = []
  let held: ReadonlySet<number> = new Set()
  let heldUntilMs = Number.NEGATIVE_INFINITY

  return {
    hold(shards, untilMs) {
      const lost = [...held].some((shard) => !shards.has(shard))
      held = shards
      heldUntilMs = untilMs
      for (const [name, scope] of scopes) scope.allow(allowance(name))
      if (lost) for (const { token } of entries.values()) if (!held.has(token.shard)) forget(token.attemptId)
    },

    add,

    keepOnly(shards, known, addedBeforeMs) {
      for (const { token, addedMs } of entries.values())
        if (shards.has(token.shard) && addedMs < addedBeforeMs && !known.has(token.attemptId)) forget(token.attemptId)
    },

    remove: forget,

    retime(id, heartbeatSeconds, nowMs) {
      const entry = entries.get(id)
      if (!entry) return
      forget(id)
      add([{ ...entry.token, heartbeatSeconds, quietMs: nowMs - entry.lastBeatMs }], nowMs)
    },

    has: (id) => entries.has(id),

    hasten(id, nowMs) {
      const entry = entries.get(id)
      if (entry && entry.plannedMs > nowMs) planAt(entry, nowMs)
    },

    takeDue(nowMs, limit) {
      moveDue(nowMs)
      const taken: { token: BeatToken; lateMs: number }[] = []
      let waiting = [...scopes.values()]
      while (taken.length < limit && waiting.length > 0) {
        const scope = mostUrgent(waiting, nowMs)
        const slot = scope.take(nowMs)
        if (slot) taken.push({ token: slot.entry.token, lateMs: nowMs - slot.entry.plannedMs })
        else waiting = waiting.filter((each) => each !== scope)
      }
      return taken
    },

    mayBeat: (token, nowMs) => nowMs < heldUntilMs && held.has(token.shard),

    beaten(id, nowMs) {
      const entry = entries.get(id)
      if (!entry) return
      entry.lastBeatMs = nowMs
      beatenSince.set(id, nowMs)
      planAt(entry, nextBeatMs(entry.plannedMs, intervalOf(entry), nowMs))
    },

    postpone(id, delayMs, nowMs) {
      const entry = entries.get(id)
      if (!entry) return
      entry.gone = false
      planAt(entry, nowMs + delayMs)
    },

    gone(id) {
      const entry = entries.get(id)
      if (!entry) return
      entry.gone = true
      goneSince.push(entry)
    },

    takeGone(limit) {
      const waiting = goneSince.filter((entry) => entry.gone && entries.get(entry.token.attemptId) === entry)
      goneSince = waiting.slice(limit)
      return waiting.slice(0, limit).map(({ token }) => token)
    },

    lookAgain(id, delayMs, nowMs) {
      const entry = entries.get(id)
      if (entry) planAt(entry, nowMs + delayMs)
    },

    get anyGone() {
      return goneSince.length > 0
    },

    repeat(id, nowMs) {
      const entry = entries.get(id)
      if (!entry) return
      const soonMs = repeatInMs(entry.token.heartbeatSeconds, intervalOf(entry))
      planAt(entry, nowMs + soonMs * (0.5 + random() / 2))
    },

    throttled(id, nowMs) {
      entries.get(id)?.scope.empty(nowMs)
    },

    slowestIntervalMs: () => [...scopes.values()].reduce((most, each) => Math.max(most, each.intervalMs(null)), 0),

    nextDueInMs(nowMs) {
      moveDue(nowMs)
      const head = planned.peek()
      const waits = [...scopes.values()].map((scope) => scope.nextInMs(nowMs)).filter((wait) => wait !== null)
      if (head) waits.push(head.entry.plannedMs - nowMs)
      return waits.length === 0 ? null : Math.min(...waits)
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

  function add(tokens: Parameters<BeatBook['add']>[0], nowMs: number): void {
    const added = new Map<BeatScope<Slot>, Entry[]>()
    // All are counted before any is planned, so that each gets the interval of the whole.
    for (const { quietMs, ...token } of tokens) {
      if (entries.has(token.attemptId) || !held.has(token.shard)) continue
      const scope = scopeOf(token, nowMs)
      const lastBeatMs = nowMs - quietMs
      const entry: Entry = {
        token,
        scope,
        addedMs: nowMs,
        lastBeatMs,
        plannedMs: nowMs,
        plan: 0,
        gone: false,
      }
      entries.set(token.attemptId, entry)
      scope.count(token.heartbeatSeconds, 1)
      const others = added.get(scope)
      if (others) others.push(entry)
      else added.set(scope, [entry])
    }
    for (const together of added.values()) spread(together, nowMs)
  }

  function scopeOf(token: BeatToken, nowMs: number): BeatScope<Slot> {
    const { account, region } = parseExecutionArn(token.executionArn)
    const name = `${account}/${region}`
    const known = scopes.get(name)
    if (known) return known
    const { livenessMs } = settings
    const scope = createBeatScope<Slot>({ livenessMs, perSecond: allowance(name), nowMs, isCurrent })
    scopes.set(name, scope)
    return scope
  }

  /** The quota is shared by all workers, each in proportion to the shards it holds. */
  function allowance(name: string): number {
    const [account = '', region = ''] = name.split('/')
    return (settings.quotaOf(account, region) * Math.max(1, held.size)) / settings.shards
  }

  function spread(together: readonly Entry[], nowMs: number): void {
    const byDue = together
      .map((entry) => ({ entry, intervalMs: intervalOf(entry), dueMs: entry.lastBeatMs + intervalOf(entry) }))
      .sort((a, b) => a.dueMs - b.dueMs)
    byDue.forEach(({ entry, intervalMs, dueMs }, at) => {
      planAt(entry, firstBeatMs(dueMs, (at + random()) / byDue.length, intervalMs, nowMs))
    })
  }

  function intervalOf({ token, scope }: Entry): number {
    return scope.intervalMs(token.heartbeatSeconds)
  }

  function planAt(entry: Entry, atMs: number): void {
    entry.plannedMs = atMs
    entry.plan += 1
    planned.push({ entry, plan: entry.plan })
  }

  function isCurrent({ entry, plan }: Slot): boolean {
    return entry.plan === plan && entries.get(entry.token.attemptId) === entry
  }

  function moveDue(nowMs: number): void {
    for (let slot = planned.peek(); slot; slot = planned.peek()) {
      const current = isCurrent(slot)
      if (current && slot.entry.plannedMs > nowMs) return
      planned.pop()
      if (!current) continue
      if (slot.entry.gone) goneSince.push(slot.entry)
      else slot.entry.scope.queue(slot, missedAtMs(slot.entry))
    }
  }

  function forget(id: AttemptId): void {
    const entry = entries.get(id)
    if (!entry) return
    entries.delete(id)
    beatenSince.delete(id)
    entry.scope.count(entry.token.heartbeatSeconds, -1)
  }
}

/** When the engine declares the heartbeat missed; tokens without one are never urgent. */
function missedAtMs({ token, lastBeatMs }: Entry): number {
  return token.heartbeatSeconds === null ? Number.MAX_SAFE_INTEGER : lastBeatMs + token.heartbeatSeconds * 1_000
}

function mostUrgent(scopes: readonly BeatScope<Slot>[], nowMs: number): BeatScope<Slot> {
  return scopes.reduce((most, each) => (each.urgency(nowMs) < most.urgency(nowMs) ? each : most))
}
