import { createExecution, type Execution, type ExecutionStatus, type MachineSnapshot } from '../engine/execution.ts'
import { applyRedrive } from '../engine/executions.ts'
import type { HistoryEvent, HistoryEventType } from '../engine/history-event.ts'
import type { Journal, JournalEntry } from '../engine/journal.ts'
import { applyEnd } from '../engine/run-execution.ts'

/** Rebuilds an execution from its journal; undefined when the crash came before its start was complete. */
export function restoreExecution(
  entries: readonly JournalEntry[],
  machineOf: (revisionId: string) => MachineSnapshot,
  journal: Journal,
): Execution | undefined {
  const [start, ...rest] = entries
  if (start?.t !== 'start') return undefined
  const execution = createExecution({ ...start, machine: machineOf(start.revisionId), journal })
  for (const entry of rest) apply(execution, entry)
  return execution
}

function apply(execution: Execution, entry: JournalEntry): void {
  switch (entry.t) {
    case 'event':
      execution.history.push(entry.e)
      execution.recorded.set(entry.k, {
        event: entry.e,
        redrive: execution.redriveCount,
        ...(entry.next === undefined ? {} : { next: entry.next }),
        ...(entry.heartbeat === undefined ? {} : { heartbeat: entry.heartbeat }),
      })
      applyLastEvent(execution, entry.e)
      return
    case 'culprit':
      execution.culprits.set(entry.k, entry.index)
      return
    case 'heartbeat':
      execution.heartbeats.set(entry.k, entry.at)
      return
    case 'mapRun':
      execution.mapRuns.push(entry.run)
      return
    case 'redrive':
      applyRedrive(execution, entry.at, entry.clientToken)
      return
    case 'start':
      throw new Error(`The journal of ${execution.arn} starts twice`)
  }
}

const endings: Partial<Record<HistoryEventType, Exclude<ExecutionStatus, 'RUNNING'>>> = {
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionAborted: 'ABORTED',
  ExecutionTimedOut: 'TIMED_OUT',
}

function applyLastEvent(execution: Execution, { type, details, timestamp }: HistoryEvent): void {
  const status = endings[type]
  if (status === undefined) return
  execution.life.end()
  const text = (name: string): string | undefined => {
    const value = details?.[name]
    return typeof value === 'string' ? value : undefined
  }
  const output = text('output')
  const error = text('error')
  const cause = text('cause')
  applyEnd(
    execution,
    {
      status,
      ...(output === undefined ? {} : { outputText: output }),
      // DescribeExecution shows no error for a timed-out execution [REC 10-03-2024].
      ...(error === undefined || status === 'TIMED_OUT' ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    },
    timestamp,
  )
}
