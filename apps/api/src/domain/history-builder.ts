import type { HistoryEvent } from './history-event.ts'

/** For tests: writes histories as Step Functions does: rising ids, `previousEventId` leading back to what caused an event. */
export interface HistoryBuilder {
  readonly events: HistoryEvent[]
  /** @returns the id, to go on from */
  add(type: string, after: number, details?: Partial<HistoryEvent>): number
  /** A finished Pass state. */
  pass(after: number): number
  /** A task that waits for the token: entered, scheduled, started, submitted. */
  wait(after: number, token: string, details?: Partial<HistoryEvent>): number
  /** A finished task of somebody else, caught when it fails. */
  task(after: number, outcome: 'TaskSucceeded' | 'TaskFailed'): number
}

const STEP_MS = 1_000

export function createHistoryBuilder(): HistoryBuilder {
  const events: HistoryEvent[] = []
  const add: HistoryBuilder['add'] = (type, after, details = {}) => {
    const id = events.length + 1
    events.push({ id, previousEventId: after, type, at: new Date(id * STEP_MS), ...details })
    return id
  }
  const wait: HistoryBuilder['wait'] = (after, token, details = {}) => {
    const entered = add('TaskStateEntered', after)
    const parameters = JSON.stringify({ FunctionName: 'register', Payload: { context: { Task: { Token: token } } } })
    const scheduled = add('TaskScheduled', entered, { parameters, ...details })
    return add('TaskSubmitted', add('TaskStarted', scheduled))
  }
  return {
    events,
    add,
    pass: (after) => add('PassStateExited', add('PassStateEntered', after)),
    wait,
    task(after, outcome) {
      const closed = add(outcome, wait(after, `other-token-${events.length}`), { output: '{}', cause: '{}' })
      return add('TaskStateExited', closed)
    },
  }
}
