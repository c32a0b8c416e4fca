import type { Json, JsonObject } from './json.ts'

/** What the engine knows about the execution and the state it is in. Instants are ISO-8601 in UTC. */
export interface ContextFacts {
  readonly execution: {
    readonly id: string
    readonly name: string
    readonly roleArn: string
    readonly startTime: string
    readonly input: Json
    readonly redriveCount: number
    readonly redriveTime?: string | undefined
  }
  readonly stateMachine: { readonly id: string; readonly name: string }
  /** Absent before the first state. `retryCount` is given for Task, Map and Parallel only. */
  readonly state?: { readonly name: string; readonly enteredTime: string; readonly retryCount?: number | undefined }
  /** Given for `.waitForTaskToken` and `.sync` tasks only; elsewhere `$$.Task.Token` must fail. */
  readonly taskToken?: string | undefined
  /** Given while an ItemSelector is evaluated; states inside the ItemProcessor do not see it. */
  readonly mapItem?: { readonly index: number; readonly value: Json } | undefined
}

/** The context object, `$$` in JSONPath and `$states.context` in JSONata (AWS docs, "Context object"). */
export function buildContext(facts: ContextFacts): JsonObject {
  const { execution, stateMachine, state, taskToken, mapItem } = facts
  return {
    Execution: {
      Id: execution.id,
      Input: execution.input,
      Name: execution.name,
      RoleArn: execution.roleArn,
      StartTime: execution.startTime,
      RedriveCount: execution.redriveCount,
      ...(execution.redriveTime === undefined ? {} : { RedriveTime: execution.redriveTime }),
    },
    StateMachine: { Id: stateMachine.id, Name: stateMachine.name },
    ...(state === undefined ? {} : { State: buildState(state) }),
    ...(taskToken === undefined ? {} : { Task: { Token: taskToken } }),
    ...(mapItem === undefined ? {} : { Map: { Item: { Index: mapItem.index, Value: mapItem.value } } }),
  }
}

function buildState(state: NonNullable<ContextFacts['state']>): JsonObject {
  const { name, enteredTime, retryCount } = state
  return { Name: name, EnteredTime: enteredTime, ...(retryCount === undefined ? {} : { RetryCount: retryCount }) }
}
