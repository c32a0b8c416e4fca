import { randomBytes } from 'node:crypto'
import { createExecution, type Execution, type MachineSnapshot } from './execution.ts'
import { emit } from './history.ts'
import type { Journal } from './journal.ts'
import { createLife } from './life.ts'
import { end, runExecution } from './run-execution.ts'
import type { Runtime } from './step.ts'

export interface Executions {
  find(arn: string): Execution | undefined
  list(): Iterable<Execution>
  /** Begins a new execution; durable when the promise resolves. */
  start(machine: MachineSnapshot, begin: { arn: string; name: string; inputText: string }): Promise<Execution>
  stop(execution: Execution, reason: { error?: string; cause?: string }): Promise<void>
  /** Runs an ended execution on from where it failed. */
  redrive(execution: Execution, clientToken: string | undefined): Promise<void>
  /** Takes up an execution read from its journal. */
  restore(execution: Execution): void
}

export interface ExecutionsDeps {
  readonly runtime: Runtime
  readonly openJournal: () => Journal
}

export function createExecutions({ runtime, openJournal }: ExecutionsDeps): Executions {
  const executions = new Map<string, Execution>()
  const { clock } = runtime

  return {
    find: (arn) => executions.get(arn),
    list: () => executions.values(),
    async start(machine, { arn, name, inputText }) {
      const journal = openJournal()
      const seed = randomBytes(16).toString('hex')
      const startedAt = clock.now()
      const execution = createExecution({ arn, name, machine, inputText, startedAt, seed, journal })
      executions.set(arn, execution)
      journal.append({ t: 'start', arn, name, inputText, startedAt, seed, revisionId: machine.revisionId })
      void runExecution(runtime, execution)
      await journal.sync()
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
