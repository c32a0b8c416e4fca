import type { Definition } from '../language/definition.ts'
import type { Json } from '../language/json.ts'
import type { HistoryEvent } from './history-event.ts'
import type { Journal } from './journal.ts'
import { createLife, type Life } from './life.ts'
import type { MapRun, MapRunShare } from './map-run.ts'

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED'

/** What an execution keeps of its machine: later updates of the machine do not touch it. */
export interface MachineSnapshot {
  readonly arn: string
  readonly name: string
  readonly type: 'STANDARD' | 'EXPRESS'
  readonly roleArn: string
  readonly definitionText: string
  readonly definition: Definition
  readonly revisionId: string
  readonly updatedAt: number
}

/** An event as the journal holds it: filed under the path of the step that emitted it (J1 in journal.ts). */
export interface RecordedEvent {
  readonly event: HistoryEvent
  /** How often the execution had been redriven when this was recorded. */
  readonly redrive: number
  /** For StateExited: where the state led; absent where it ended its graph. */
  readonly next?: string
  /** For a timed-out task: whether its heartbeat, not its timeout, ran out. */
  readonly heartbeat?: true
}

export interface Execution {
  readonly arn: string
  readonly name: string
  readonly machine: MachineSnapshot
  readonly share?: MapRunShare
  readonly mapRuns: MapRun[]
  readonly inputText: string
  readonly input: Json
  readonly startedAt: number
  /** Source of everything random in this execution, so that a replay draws the same. */
  readonly seed: string
  readonly journal: Journal
  readonly history: HistoryEvent[]
  readonly recorded: Map<string, RecordedEvent>
  /** Last heartbeat of an open task, by the path of its attempt. */
  readonly heartbeats: Map<string, number>
  /** Which branch or item failed first, by the attempt of its Parallel or Map (J3 in journal.ts). */
  readonly culprits: Map<string, number>
  /** The life of the current run; a redrive starts a new one. */
  life: Life
  status: ExecutionStatus
  stoppedAt?: number
  outputText?: string
  error?: string
  cause?: string
  redriveCount: number
  redrivenAt?: number
  /** The client token of the last redrive, for its idempotency. */
  redriveToken?: string | undefined
  /** Ends the execution because its history is full. */
  overflow: () => void
  /** Called once when the current run ends, however it ends. */
  readonly watchers: Set<() => void>
}

export interface ExecutionSeed {
  readonly arn: string
  readonly name: string
  readonly machine: MachineSnapshot
  readonly inputText: string
  readonly startedAt: number
  readonly seed: string
  readonly journal: Journal
  readonly share?: MapRunShare
}

export function createExecution(seed: ExecutionSeed): Execution {
  return {
    ...seed,
    input: JSON.parse(seed.inputText) as Json,
    mapRuns: [],
    history: [],
    recorded: new Map(),
    heartbeats: new Map(),
    culprits: new Map(),
    life: createLife(),
    status: 'RUNNING',
    redriveCount: 0,
    overflow: () => {},
    watchers: new Set(),
  }
}
