import type { Integrations } from '../integrations/integration.ts'
import type { State, StateGraph } from '../language/definition.ts'
import type { Json, JsonObject } from '../language/json.ts'
import type { Activities } from './activities.ts'
import type { Clock } from './clock.ts'
import type { Execution, MachineSnapshot, RecordedEvent } from './execution.ts'
import type { Life } from './life.ts'
import type { MapRunShare } from './map-run.ts'
import type { Tokens } from './tokens.ts'

export interface Settings {
  readonly region: string
  readonly account: string
}

/** The child executions of Distributed Maps. */
export interface Children {
  find(arn: string): Execution | undefined
  begin(
    machine: MachineSnapshot,
    begin: { arn: string; name: string; inputText: string; share: MapRunShare },
  ): Execution
  stop(execution: Execution, reason: { error?: string; cause?: string }): Promise<void>
  redrive(execution: Execution, clientToken: string): Promise<void>
}

/** What running a workflow needs from around it. */
export interface Runtime {
  readonly clock: Clock
  readonly tokens: Tokens
  readonly settings: Settings
  readonly integrations: Integrations
  readonly activities: Activities
  readonly children: Children
}

export type Variables = Readonly<Record<string, Json>>

/** Where a graph stands; what a sibling's failure aborts is read from here. */
export interface Whereabouts {
  state?: { readonly type: State['Type']; readonly path: string }
  readonly inner: Set<Whereabouts>
}

export interface GraphRun {
  readonly runtime: Runtime
  readonly execution: Execution
  readonly life: Life
  /** Path of the graph; states are filed under `${path}/${name}#${visit}`. */
  readonly path: string
  readonly whereabouts: Whereabouts
}

export interface GraphResult {
  readonly output: Json
  /** The last event, which the next one follows. */
  readonly previous: number
}

export type RunGraph = (
  run: GraphRun,
  graph: StateGraph,
  start: { readonly input: Json; readonly variables: Variables; readonly previous: number },
) => Promise<GraphResult>

/** One visit of a state. */
export interface Step<S extends State = State> extends GraphRun {
  readonly state: S
  readonly stateName: string
  readonly input: Json
  readonly variables: Variables
  readonly entered: RecordedEvent
  /** Parallel and Map run graphs in turn; handed down so that modules need not import each other in a circle. */
  readonly runGraph: RunGraph
}

export interface StateResult {
  readonly output: Json
  readonly assigned?: JsonObject
  /** Absent: the graph ends here. */
  readonly next?: string
  readonly previous: number
}
