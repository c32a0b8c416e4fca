import type { Json } from '../language/json.ts'
import type { TaskLimits } from '../language/task-limits.ts'
import type { Execution, RecordedEvent } from './execution.ts'
import { emit, HistoryFullError } from './history.ts'
import type { Life } from './life.ts'
import type { Runtime } from './step.ts'
import type { TokenAnswer } from './tokens.ts'

export type TaskFamily = 'Task' | 'Activity' | 'LambdaFunction'

export type TaskEnd = TokenAnswer | { readonly kind: 'timedOut'; readonly heartbeat: boolean }

export interface AttemptFacts {
  readonly runtime: Runtime
  readonly execution: Execution
  readonly life: Life
  readonly stateName: string
  readonly path: string
  readonly family: TaskFamily
  /** Repeated in every event of the Task family: resourceType and resource. */
  readonly labels: { readonly [name: string]: Json }
  readonly limits: TaskLimits
  readonly token?: string
}

/**
 * One attempt of a task, from scheduled to its end.
 * A1: it ends once. Whatever comes first (result, answer, timeout, heartbeat) records the end event, stops the clocks
 *     and kills the token in the same turn; everything later finds the token closed.
 * A2: the answer of an outsider is durable before anyone hears of it: neither the caller nor the workflow goes on
 *     before the journal is synced.
 */
export interface TaskAttempt {
  readonly ended: Promise<RecordedEvent>
  readonly isOpen: () => boolean
  schedule(previous: number, details: { readonly [name: string]: Json | undefined }): void
  /** Begins the timeout; with `beat`, the heartbeat clock too. */
  start(options: { readonly beat: boolean; readonly details?: { readonly [name: string]: Json | undefined } }): void
  submit(output: string): void
  end(end: TaskEnd): boolean
}

export function createTaskAttempt(facts: AttemptFacts): TaskAttempt {
  const { runtime, execution, life, path, family, labels, limits, token } = facts
  const { clock, tokens } = runtime
  const stops: (() => void)[] = []
  const endKey = `${path}/ended`
  let previous = 0
  let lastBeat = 0
  let ended = execution.recorded.get(endKey)
  let resume: ((event: RecordedEvent) => void) | undefined

  function record(name: 'Scheduled' | 'Started' | 'Submitted', details: Parameters<typeof emit>[2]['details']) {
    const recorded = emit(clock, execution, {
      key: `${path}/${name.toLowerCase()}`,
      type: `${family}${name}` as `Task${typeof name}`,
      previous,
      ...(details === undefined ? {} : { details }),
    })
    previous = recorded.event.id
    return recorded
  }

  function stop(): void {
    for (const each of stops.splice(0)) each()
    if (token !== undefined) tokens.close(token)
  }

  function close(end: TaskEnd): RecordedEvent | undefined {
    if (ended !== undefined || life.ended) return undefined
    stop()
    try {
      ended = emit(clock, execution, { key: endKey, previous, ...endEvent(family, labels, end) })
      return ended
    } catch (error) {
      if (error instanceof HistoryFullError) return undefined
      throw error
    }
  }

  function end(outcome: TaskEnd): boolean {
    const event = close(outcome)
    if (event === undefined) return false
    resume?.(event)
    return true
  }

  function watchHeartbeat(): void {
    const { heartbeatSeconds } = limits
    if (heartbeatSeconds === undefined) return
    const due = lastBeat + heartbeatSeconds * 1_000
    stops.push(
      clock.at(due, () => {
        if (lastBeat + heartbeatSeconds * 1_000 > due) watchHeartbeat()
        else end({ kind: 'timedOut', heartbeat: true })
      }),
    )
  }

  function beatFrom(at: number): void {
    lastBeat = Math.max(at, execution.heartbeats.get(path) ?? 0)
    watchHeartbeat()
  }

  function openToken(openedAt: number): void {
    if (token === undefined) return
    tokens.open(token, {
      executionArn: execution.arn,
      stateName: facts.stateName,
      openedAt,
      async answer(answer) {
        const event = close(answer)
        if (event === undefined) return false
        await execution.journal.sync()
        resume?.(event)
        return true
      },
      heartbeat() {
        lastBeat = clock.now()
        execution.heartbeats.set(path, lastBeat)
        execution.journal.append({ t: 'heartbeat', k: path, at: lastBeat })
        execution.journal.flush()
      },
    })
  }

  return {
    ended: life.park<RecordedEvent>((settle) => {
      resume = settle
      if (ended !== undefined) settle(ended)
      return stop
    }),
    isOpen: () => ended === undefined && !life.ended,
    schedule(after, details) {
      previous = after
      record('Scheduled', details)
    },
    start({ beat, details }) {
      const { timestamp } = record('Started', details).event
      if (ended !== undefined) return
      openToken(timestamp)
      const { timeoutSeconds } = limits
      if (timeoutSeconds !== undefined) {
        stops.push(clock.at(timestamp + timeoutSeconds * 1_000, () => end({ kind: 'timedOut', heartbeat: false })))
      }
      if (beat) beatFrom(timestamp)
    },
    submit(output) {
      if (ended !== undefined || life.ended) return
      const { timestamp } = record('Submitted', { ...labels, output }).event
      if (lastBeat === 0) beatFrom(timestamp)
    },
    end,
  }
}

function endEvent(family: TaskFamily, labels: AttemptFacts['labels'], end: TaskEnd) {
  switch (end.kind) {
    case 'succeeded':
      return { type: `${family}Succeeded` as const, details: { ...labels, output: end.output } }
    case 'failed':
      return { type: `${family}Failed` as const, details: { ...labels, error: end.error, cause: end.cause } }
    case 'timedOut':
      return {
        type: `${family}TimedOut` as const,
        details: { ...labels, error: 'States.Timeout' },
        heartbeat: end.heartbeat,
      }
  }
}
