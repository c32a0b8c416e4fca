import type { Execution } from '../engine/execution.ts'
import type { TokenAnswer } from '../engine/tokens.ts'
import { isJsonObject, type Json, type JsonObject } from '../language/json.ts'
import { type Following, type TaskCall, TaskError } from './integration.ts'
import type { ServiceResource } from './resource.ts'
import { sdkMetadata } from './sdk-metadata.ts'

/** Executions started by executions. */
export interface ChildExecutions {
  /** Throws a TaskError in the words of the integration when the start is refused. */
  start(request: { stateMachineArn: string; name: string; input: string }): Promise<Execution>
  find(arn: string): Execution | undefined
  stop(execution: Execution): void
}

/** `states:startExecution`: the Input, usually with the token or the parent's id in it, becomes the child's input. */
export async function startChild(children: ChildExecutions, call: TaskCall): Promise<Json> {
  const parameters = isJsonObject(call.parameters) ? call.parameters : {}
  const { StateMachineArn: stateMachineArn, Name: name, Input: input } = parameters
  if (typeof stateMachineArn !== 'string') {
    throw new TaskError('StepFunctions.InvalidArnException', 'StateMachineArn is missing')
  }
  const child = await children.start({
    stateMachineArn,
    name: typeof name === 'string' ? name : call.random.uuid(),
    input: input === undefined ? '{}' : typeof input === 'string' ? input : JSON.stringify(input),
  })
  return { ExecutionArn: child.arn, StartDate: child.startedAt, ...sdkMetadata(call.random) }
}

const nothingToLeave: Following = { leave() {}, cancel() {} }

/** `.sync`: the task ends with the child; a task that is given up takes the child with it. */
export function followChild(
  children: ChildExecutions,
  resource: ServiceResource,
  started: Json,
  report: (answer: TokenAnswer) => void,
): Following {
  const arn = isJsonObject(started) ? started.ExecutionArn : undefined
  const child = typeof arn === 'string' ? children.find(arn) : undefined
  if (child === undefined) {
    report({ kind: 'failed', error: 'States.Runtime', cause: `Nothing to wait for in ${resource.arn}` })
    return nothingToLeave
  }
  const tell = () => report(childAnswer(child, resource))
  if (child.status !== 'RUNNING') {
    queueMicrotask(tell)
    return nothingToLeave
  }
  child.watchers.add(tell)
  const leave = () => {
    child.watchers.delete(tell)
  }
  return {
    leave,
    cancel() {
      leave()
      children.stop(child)
    },
  }
}

/** A child that failed or timed out is `States.TaskFailed` to its parent, whatever its own error [REC 05-07-2023]. */
function childAnswer(child: Execution, { pattern }: ServiceResource): TokenAnswer {
  const parsed = pattern === 'sync:2'
  if (child.status === 'SUCCEEDED') return { kind: 'succeeded', output: JSON.stringify(describe(child, parsed)) }
  return { kind: 'failed', error: 'States.TaskFailed', cause: JSON.stringify(describe(child, parsed)) }
}

/** DescribeExecution with names in PascalCase; `.sync:2` shows input and output as JSON instead of text. */
function describe(child: Execution, parsed: boolean): JsonObject {
  const show = (text: string): Json => (parsed ? (JSON.parse(text) as Json) : text)
  const { outputText, error, cause, stoppedAt } = child
  return {
    ...(cause === undefined ? {} : { Cause: cause }),
    ...(error === undefined ? {} : { Error: error }),
    ExecutionArn: child.arn,
    Input: show(child.inputText),
    InputDetails: { Included: true },
    Name: child.name,
    ...(outputText === undefined ? {} : { Output: show(outputText), OutputDetails: { Included: true } }),
    RedriveCount: child.redriveCount,
    RedriveStatus: child.status === 'SUCCEEDED' ? 'NOT_REDRIVABLE' : 'REDRIVABLE',
    StartDate: child.startedAt,
    StateMachineArn: child.machine.arn,
    Status: child.status,
    ...(stoppedAt === undefined ? {} : { StopDate: stoppedAt }),
  }
}
