import type { Json, JsonObject } from '../language/json.ts'
import type { Clock } from './clock.ts'
import type { Execution, RecordedEvent } from './execution.ts'
import type { HistoryEvent, HistoryEventType } from './history-event.ts'

/** AWS, "Service quotas": the 25,000th event is the one that ends the execution. */
export const maxEvents = 25_000

export const historyFullCause = `The execution reached the maximum number of history events (${maxEvents}).`

/** Thrown instead of emitting an event for which there is no room; the execution has ended by then. */
export class HistoryFullError extends Error {
  override readonly name = 'HistoryFullError'
}

export interface Emission {
  readonly key: string
  readonly type: HistoryEventType
  readonly previous: number
  readonly details?: { readonly [name: string]: Json | undefined }
  readonly next?: string
  readonly heartbeat?: boolean
  /** For events whose instant is fixed by a rule rather than by the clock. */
  readonly at?: number
  /** The execution's own last event, for which the last place in the history is kept. */
  readonly last?: boolean
}

/** Records the event, or finds it when this step already happened before a restart or redrive (J1). */
export function emit(clock: Clock, execution: Execution, emission: Emission): RecordedEvent {
  const known = execution.recorded.get(emission.key)
  if (known !== undefined) return known
  if (execution.history.length >= maxEvents - 1 && !emission.last) {
    execution.overflow()
    throw new HistoryFullError()
  }
  const details = emission.details === undefined ? undefined : withoutUndefined(emission.details)
  const event: HistoryEvent = {
    id: execution.history.length + 1,
    previousEventId: emission.previous,
    timestamp: emission.at ?? clock.now(),
    type: emission.type,
    ...(details === undefined ? {} : { details }),
  }
  const extra = {
    ...(emission.next === undefined ? {} : { next: emission.next }),
    ...(emission.heartbeat ? { heartbeat: true as const } : {}),
  }
  const recorded: RecordedEvent = { event, redrive: execution.redriveCount, ...extra }
  execution.history.push(event)
  execution.recorded.set(emission.key, recorded)
  execution.journal.append({ t: 'event', k: emission.key, e: event, ...extra })
  return recorded
}

function withoutUndefined(details: { readonly [name: string]: Json | undefined }): JsonObject {
  const kept: JsonObject = {}
  for (const [name, value] of Object.entries(details)) if (value !== undefined) kept[name] = value
  return kept
}
