import { randomBytes } from 'node:crypto'
import { createExecution, type Execution, type MachineSnapshot } from './execution.ts'
import { emit } from './history.ts'
import type { Journal } from './journal.ts'
import { createLife } from './life.ts'
import type { MapRunShare } from './map-run.ts'
import { end, runExecution } from './run-execution.ts'
import type { Runtime } from './step.ts'

export interface Executions {
  find(arn: string): Execution | undefined
  list(): Iterable<Execution>
  begin(machine: MachineSnapshot, begin: Beginning): Execution
  /** Begins a new execution; durable when the promise resolves. */
  start(machine: MachineSnapshot, begin: Beginning): Promise<Execution>
  stop(execution: Execution, reason: { error?: string; cause?: string }): Promise<void>
  /** Runs an ended execution on from where it failed. */
  redrive(execution: Execution, clientToken: string | undefined): Promise<void>
  /** Takes up an execution read from its journal. */
  restore(execution: Execution): void
}

export interface Beginning {
  readonly arn: string
  readonly name: string
  readonly inputText: string
  readonly share?: MapRunShare
}

export interface ExecutionsDeps {
  readonly runtime: Runtime
  readonly openJournal: () => Journal
}

export function createExecutions({ runtime, openJournal }: ExecutionsDeps): Executions {
  const executions = new Map<string, Execution>()
  const { clock } = runtime

  function begin(machine: MachineSnapshot, beginning: Beginning): Execution {
    const journal = openJournal()
    const facts = { ...beginning, startedAt: clock.now(), seed: randomBytes(16).toString('hex') }
    const execution = createExecution({ ...facts, machine, journal })
    executions.set(execution.arn, execution)
    journal.append({ t: 'start', ...facts, revisionId: machine.revisionId })
    void runExecution(runtime, execution)
    return execution
  }

  return {
    find: (arn) => executions.get(arn),
    list: () => executions.values(),
    begin,
    async start(machine, beginning) {
      const execution = begin(machine, beginning)
      await execution.journal.sync()
      return execution
    },
    async stop(execution, { error, cause }) {
      end(clock, execution, {
        status: 'ABORTED',
        type: 'ExecutionAborted',
        previous: 0,
        ...(error === undefined ? {} : { error }),
        ...(cause === undefined ? {} : { cause }),
      })
      await execution.journal.sync()
    },
    async redrive(execution, clientToken) {
      const at = clock.now()
      execution.journal.append({ t: 'redrive', at, ...(clientToken === undefined ? {} : { clientToken }) })
      applyRedrive(execution, at, clientToken)
      emit(clock, execution, {
        key: `/redriven/${execution.redriveCount}`,
        type: 'ExecutionRedriven',
        previous: execution.history.length,
        details: { redriveCount: execution.redriveCount },
        at,
      })
      void runExecution(runtime, execution)
      await execution.journal.sync()
    },
    restore(execution) {
      executions.set(execution.arn, execution)
      if (execution.status === 'RUNNING') void runExecution(runtime, execution)
    },
  }
}

/** The run starts anew: counters and the machine's timeout begin at the redrive (AWS docs, "Redriving executions"). */
export function applyRedrive(execution: Execution, at: number, clientToken: string | undefined): void {
  execution.life = createLife()
  execution.status = 'RUNNING'
  execution.redriveCount++
  execution.redrivenAt = at
  execution.redriveToken = clientToken
  delete execution.stoppedAt
  delete execution.outputText
  delete execution.error
  delete execution.cause
}
