import type { Json, JsonObject } from './json.ts'

export type QueryLanguage = 'JSONPath' | 'JSONata'

/** Values of `Assign`: variable name to template (JSONPath names may end in `.$`). */
export type AssignTemplate = JsonObject

export interface Retrier {
  readonly ErrorEquals: readonly string[]
  readonly IntervalSeconds?: number
  readonly MaxAttempts?: number
  readonly BackoffRate?: number
  readonly MaxDelaySeconds?: number
  readonly JitterStrategy?: 'NONE' | 'FULL'
}

export interface Catcher {
  readonly ErrorEquals: readonly string[]
  readonly Next: string
  readonly Assign?: AssignTemplate
  /** JSONPath only; `null` throws the error output away. */
  readonly ResultPath?: string | null
  /** JSONata only. */
  readonly Output?: Json
}

/** Exactly one of the two is present in a valid definition, except in states that choose or end. */
export interface Transition {
  readonly Next?: string
  readonly End?: true
}

interface Named {
  readonly Comment?: string
  readonly Assign?: AssignTemplate
}

interface PathFilters {
  readonly QueryLanguage: 'JSONPath'
  readonly InputPath?: string | null
  readonly OutputPath?: string | null
}

interface PathResult extends PathFilters {
  readonly Parameters?: Json
  readonly ResultSelector?: Json
  readonly ResultPath?: string | null
}

interface JsonataOutput {
  readonly QueryLanguage: 'JSONata'
  readonly Output?: Json
}

interface Recoverable {
  readonly Retry?: readonly Retrier[]
  readonly Catch?: readonly Catcher[]
}

export type TaskState = Named &
  Transition &
  Recoverable & { readonly Type: 'Task'; readonly Resource: string } & (
    | (PathResult & {
        readonly TimeoutSeconds?: number
        readonly TimeoutSecondsPath?: string
        readonly HeartbeatSeconds?: number
        readonly HeartbeatSecondsPath?: string
        readonly Credentials?: JsonObject
      })
    | (JsonataOutput & {
        readonly Arguments?: Json
        readonly TimeoutSeconds?: number | string
        readonly HeartbeatSeconds?: number | string
        readonly Credentials?: JsonObject | string
      })
  )

export type PassState = Named &
  Transition & { readonly Type: 'Pass' } & (
    | (PathFilters & { readonly Result?: Json; readonly Parameters?: Json; readonly ResultPath?: string | null })
    | JsonataOutput
  )

export type WaitState = Named &
  Transition & { readonly Type: 'Wait' } & (
    | (PathFilters & {
        readonly Seconds?: number
        readonly SecondsPath?: string
        readonly Timestamp?: string
        readonly TimestampPath?: string
      })
    | (JsonataOutput & { readonly Seconds?: number | string; readonly Timestamp?: string })
  )

/** One comparison or combination of a JSONPath Choice; `choice.ts` knows the operators. */
export type ChoiceCondition = JsonObject

export interface PathChoiceRule {
  readonly Next: string
  readonly Assign?: AssignTemplate
  readonly condition: ChoiceCondition
}

export interface JsonataChoiceRule {
  readonly Next: string
  readonly Assign?: AssignTemplate
  readonly Condition: string | boolean
  readonly Output?: Json
}

export type JsonPathChoiceState = Named &
  PathFilters & { readonly Type: 'Choice'; readonly Choices: readonly PathChoiceRule[]; readonly Default?: string }

export type JsonataChoiceState = Named &
  JsonataOutput & { readonly Type: 'Choice'; readonly Choices: readonly JsonataChoiceRule[]; readonly Default?: string }

export type ChoiceState = JsonPathChoiceState | JsonataChoiceState

export type SucceedState = { readonly Type: 'Succeed'; readonly Comment?: string } & (PathFilters | JsonataOutput)

export type FailState = { readonly Type: 'Fail'; readonly Comment?: string } & (
  | {
      readonly QueryLanguage: 'JSONPath'
      readonly Error?: string
      readonly ErrorPath?: string
      readonly Cause?: string
      readonly CausePath?: string
    }
  | { readonly QueryLanguage: 'JSONata'; readonly Error?: string; readonly Cause?: string }
)

/** The states of a machine, of a Parallel branch or of a Map's item processor. */
export interface StateGraph {
  readonly StartAt: string
  readonly States: Readonly<Record<string, State>>
}

export type ParallelState = Named &
  Transition &
  Recoverable & { readonly Type: 'Parallel'; readonly Branches: readonly StateGraph[] } & (
    | PathResult
    | (JsonataOutput & { readonly Arguments?: Json })
  )

/** How the items of a Distributed Map run: each, or each batch of them, in a child execution of this type. */
export interface Distribution {
  readonly executionType: MachineType
  /** Names the Map in the ARNs of its runs and children; derived from the state's name where the definition has none. */
  readonly label: string
}

/** The older spellings `Iterator` and `Parameters` are read as `ItemProcessor` and `ItemSelector`. */
export type MapState = Named &
  Transition &
  Recoverable & {
    readonly Type: 'Map'
    readonly ItemProcessor: StateGraph
    readonly ItemSelector?: Json
    /** Absent: an inline Map. */
    readonly distribution?: Distribution
  } & (
    | (PathFilters & {
        readonly ItemsPath?: string
        readonly MaxConcurrency?: number
        readonly MaxConcurrencyPath?: string
        readonly ToleratedFailureCount?: number
        readonly ToleratedFailureCountPath?: string
        readonly ToleratedFailurePercentage?: number
        readonly ToleratedFailurePercentagePath?: string
        readonly ItemBatcher?: {
          readonly BatchInput?: Json
          readonly MaxItemsPerBatch?: number
          readonly MaxItemsPerBatchPath?: string
          readonly MaxInputBytesPerBatch?: number
          readonly MaxInputBytesPerBatchPath?: string
        }
        readonly ResultSelector?: Json
        readonly ResultPath?: string | null
      })
    | (JsonataOutput & {
        readonly Items?: Json
        readonly MaxConcurrency?: number | string
        readonly ToleratedFailureCount?: number | string
        readonly ToleratedFailurePercentage?: number | string
        readonly ItemBatcher?: {
          readonly BatchInput?: Json
          readonly MaxItemsPerBatch?: number | string
          readonly MaxInputBytesPerBatch?: number | string
        }
      })
  )

/** Every state carries its resolved QueryLanguage, whether the definition said it on the state or at the top. */
export type State =
  | TaskState
  | PassState
  | WaitState
  | ChoiceState
  | SucceedState
  | FailState
  | ParallelState
  | MapState

export type MachineType = 'STANDARD' | 'EXPRESS'

export interface Definition extends StateGraph {
  readonly Comment?: string
  readonly Version?: string
  readonly QueryLanguage: QueryLanguage
  readonly TimeoutSeconds?: number
}
