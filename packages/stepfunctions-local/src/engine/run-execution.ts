import type { Clock } from './clock.ts'
import type { Execution, ExecutionStatus } from './execution.ts'
import { Failure } from './failure.ts'
import { emit, historyFullCause } from './history.ts'
import type { HistoryEventType } from './history-event.ts'
import { runGraph } from './run-graph.ts'
import type { Runtime } from './step.ts'

/** AWS, "Service quotas": no execution lasts longer, whatever its TimeoutSeconds says. */
const longestSeconds = 365 * 24 * 3_600

/** Runs, or after a restart or redrive runs on, an execution until it ends. Never rejects. */
export async function runExecution(runtime: Runtime, execution: Execution): Promise<void> {
  const { clock } = runtime
  const { life, machine } = execution
  const { definition } = machine
  execution.overflow = () => {
    const cause = historyFullCause
    end(clock, execution, {
      status: 'FAILED',
      type: 'ExecutionFailed',
      previous: execution.history.length,
      error: 'States.Runtime',
      cause,
    })
  }
  const { event: started } = emit(clock, execution, {
    key: '/started',
    type: 'ExecutionStarted',
    previous: 0,
    details: { input: execution.inputText, roleArn: machine.roleArn },
    at: execution.startedAt,
  })
  const begun = execution.redrivenAt ?? started.timestamp
  const deadline = begun + Math.min(definition.TimeoutSeconds ?? longestSeconds, longestSeconds) * 1_000
  life.onEnd(clock.at(deadline, () => timeOut(clock, execution, deadline)))
  try {
    const result = await life.wait(
      runGraph({ runtime, execution, life, path: '', whereabouts: { inner: new Set() } }, definition, {
        input: execution.input,
        variables: {},
        // The first state follows nothing, not even ExecutionStarted [REC 18-04-2024].
        previous: 0,
      }),
    )
    const outputText = JSON.stringify(result.output)
    end(clock, execution, {
      status: 'SUCCEEDED',
      type: 'ExecutionSucceeded',
      previous: result.previous,
      outputText,
    })
  } catch (error) {
    if (life.ended) return
    end(clock, execution, { status: 'FAILED', type: 'ExecutionFailed', ...failedBy(execution, error) })
  }
}

function failedBy(execution: Execution, error: unknown) {
  if (error instanceof Failure) {
    return {
      previous: error.eventId,
      ...(error.error === undefined ? {} : { error: error.error }),
      ...(error.cause === undefined ? {} : { cause: error.cause }),
    }
  }
  // A defect of this engine: the workflow fails visibly rather than hanging.
  const cause = `Internal error of stepfunctions-local: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
  return { previous: execution.history.length, error: 'States.Runtime', cause }
}

/** Stopped on the dot: AWS reports start + TimeoutSeconds exactly [OBS 2026-08-29], whenever the timer ran. */
function timeOut(clock: Clock, execution: Execution, deadline: number): void {
  end(clock, execution, {
    status: 'TIMED_OUT',
    type: 'ExecutionTimedOut',
    previous: 0,
    eventError: 'States.Timeout',
    at: deadline,
  })
}

export interface ExecutionEnd {
  readonly status: Exclude<ExecutionStatus, 'RUNNING'>
  readonly type: HistoryEventType
  readonly previous: number
  readonly outputText?: string
  readonly error?: string
  readonly cause?: string
  /** Shown in the event, but not by DescribeExecution [REC 10-03-2024]. */
  readonly eventError?: string
  readonly at?: number
}

/** Ends the current run. What was waiting inside stops, and its tokens die, before anything else can happen. */
export function end(clock: Clock, execution: Execution, ending: ExecutionEnd): void {
  if (execution.life.ended) return
  execution.life.end()
  const { event } = emit(clock, execution, {
    key: `/ended/${execution.redriveCount}`,
    type: ending.type,
    previous: ending.previous,
    details: { output: ending.outputText, error: ending.error ?? ending.eventError, cause: ending.cause },
    last: true,
    ...(ending.at === undefined ? {} : { at: ending.at }),
  })
  applyEnd(execution, ending, event.timestamp)
  execution.journal.flush()
  for (const watcher of [...execution.watchers]) watcher()
  execution.watchers.clear()
}

export function applyEnd(
  execution: Execution,
  ending: Pick<ExecutionEnd, 'status' | 'outputText' | 'error' | 'cause'>,
  stoppedAt: number,
): void {
  execution.status = ending.status
  execution.stoppedAt = stoppedAt
  if (ending.outputText !== undefined) execution.outputText = ending.outputText
  if (ending.error !== undefined) execution.error = ending.error
  if (ending.cause !== undefined) execution.cause = ending.cause
}
