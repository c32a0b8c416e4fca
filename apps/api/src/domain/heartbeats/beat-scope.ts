import { emptyBucket, fullBucket, take } from '../token-bucket.ts'
import { createHeap } from './binary-heap.ts'
import { longestIntervalMs, sharedIntervalMs } from './law.ts'

/** The service lets a caller save up five seconds of its quota and more; so do we. */
const BURST_SECONDS = 5
/** The shared interval is computed anew when this part of the tokens has come or gone. */
const WORTH_COMPUTING = 0.01
/** Tokens whose heartbeat is missed by our count rank after all that can still be saved, in the same order. */
const BEYOND_SAVING = Number.MAX_SAFE_INTEGER / 2

/** What of one account and region waits to be beaten, within what this worker may send there. */
export interface BeatScope<Entry> {
  count(heartbeatSeconds: number | null, by: 1 | -1): void
  /** Between two beats of a token, by the law. */
  intervalMs(heartbeatSeconds: number | null): number
  /** This worker's part of the quota from now on. */
  allow(perSecond: number): void
  /** @param missedMs when its heartbeat is missed */
  queue(entry: Entry, missedMs: number): void
  /** Until the first may be taken; `null` when none waits. */
  nextInMs(nowMs: number): number | null
  /** When the first one's heartbeat is missed. */
  urgency(nowMs: number): number
  /** Takes the first one, when the quota has room. */
  take(nowMs: number): Entry | undefined
  /** The service throttles: others spend from the same quota. */
  empty(nowMs: number): void
}

interface Settings<Entry> {
  readonly livenessMs: number
  readonly perSecond: number
  readonly nowMs: number
  /** Whether a queued entry is still to be beaten; it may have been forgotten or planned anew. */
  readonly isCurrent: (entry: Entry) => boolean
}

export function createBeatScope<Entry>({
  livenessMs,
  isCurrent,
  nowMs,
  ...initial
}: Settings<Entry>): BeatScope<Entry> {
  const due = createHeap<{ entry: Entry; rank: number }>(({ rank }) => rank)
  const tokens = new Map<number, number>()
  let size = 0
  let changes = 0
  let sharedMs = livenessMs
  let perSecond = initial.perSecond
  let bucket = fullBucket(limits(), nowMs)

  return {
    count(heartbeatSeconds, by) {
      const longestMs = longestIntervalMs(heartbeatSeconds)
      const left = (tokens.get(longestMs) ?? 0) + by
      if (left > 0) tokens.set(longestMs, left)
      else tokens.delete(longestMs)
      size += by
      changes += 1
    },

    intervalMs(heartbeatSeconds) {
      if (changes > size * WORTH_COMPUTING) {
        sharedMs = sharedIntervalMs({ tokens, perSecond, livenessMs })
        changes = 0
      }
      return Math.min(longestIntervalMs(heartbeatSeconds), sharedMs)
    },

    allow(nowPerSecond) {
      if (nowPerSecond === perSecond) return
      perSecond = nowPerSecond
      changes = Number.POSITIVE_INFINITY
    },

    queue(entry, missedMs) {
      due.push({ entry, rank: missedMs })
    },

    nextInMs: (now) => (first(now) ? take(bucket, limits(), now, 0).freeInMs : null),

    urgency: (now) => first(now)?.rank ?? Number.POSITIVE_INFINITY,

    take(now) {
      const taken = first(now)
      if (!taken) return undefined
      const { bucket: after, waitMs } = take(bucket, limits(), now, 0)
      bucket = after
      if (waitMs === null) return undefined
      due.pop()
      return taken.entry
    },

    empty(now) {
      bucket = emptyBucket(now)
    },
  }

  function limits() {
    return { burst: Math.max(1, perSecond * BURST_SECONDS), perSecond }
  }

  function first(now: number) {
    for (let head = due.peek(); head; head = due.peek()) {
      const saved = head.rank > now
      if (saved && isCurrent(head.entry)) return head
      due.pop()
      if (!saved && isCurrent(head.entry)) due.push({ entry: head.entry, rank: head.rank + BEYOND_SAVING })
    }
    return undefined
  }
}
