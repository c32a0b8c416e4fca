import type { HistoryEvent } from './history-event.ts'

const STARTS = new Set(['ParallelStateStarted', 'MapStateStarted', 'MapIterationStarted'])

/** Which kind of start an event ends. A failed Map ends its iterations with it, without an event that points at them. */
const ENDS: Readonly<Record<string, string>> = {
  ParallelStateSucceeded: 'ParallelStateStarted',
  ParallelStateFailed: 'ParallelStateStarted',
  MapStateSucceeded: 'MapStateStarted',
  MapStateFailed: 'MapStateStarted',
  MapIterationSucceeded: 'MapIterationStarted',
  MapIterationFailed: 'MapIterationStarted',
}

/**
 * The Parallel and Map states around an event, innermost first, as the ids of the events that started them: found by
 * walking back over `previousEventId` and stepping over every scope that had ended before.
 */
export function enclosingScopes(byId: ReadonlyMap<number, HistoryEvent>, event: HistoryEvent): readonly number[] {
  const scopes: number[] = []
  const endedLater: string[] = []
  for (const before of ancestors(byId, event)) {
    const ends = ENDS[before.type]
    if (ends) endedLater.push(ends)
    else if (STARTS.has(before.type)) {
      if (endedLater.length === 0) scopes.push(before.id)
      else if (endedLater.at(-1) === before.type) endedLater.pop()
    }
  }
  return scopes
}

/** The scope that a ParallelStateFailed, MapStateFailed or MapIterationFailed brought down: the nearest of its kind. */
export function failedScope(byId: ReadonlyMap<number, HistoryEvent>, event: HistoryEvent): number | undefined {
  if (!event.type.endsWith('Failed')) return undefined
  const kind = ENDS[event.type]
  return kind === undefined ? undefined : enclosingScopes(byId, event).find((id) => byId.get(id)?.type === kind)
}

function* ancestors(byId: ReadonlyMap<number, HistoryEvent>, event: HistoryEvent): Generator<HistoryEvent> {
  // Ids fall strictly on the way back; an event that points forward would be no history of ours to follow.
  let at = event
  for (;;) {
    const before = byId.get(at.previousEventId)
    if (!before || before.id >= at.id) return
    yield before
    at = before
  }
}
