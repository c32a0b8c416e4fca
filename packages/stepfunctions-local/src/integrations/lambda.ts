import { isJsonObject, type Json } from '../language/json.ts'
import { callHandler } from './call-handler.ts'
import { findHandler, type Handler, type Handlers } from './handler.ts'
import { type TaskCall, TaskError } from './integration.ts'
import { sdkMetadata } from './sdk-metadata.ts'

export interface LambdaTargets {
  readonly handlers: Handlers
  /** A Lambda API to invoke functions on that have no handler here. */
  readonly endpoint?: string | undefined
}

/** A function's ARN as the Resource: the input is the event, the function's result the task's. */
export function invokeFunction(targets: LambdaTargets, call: TaskCall, functionName: string): Promise<Json> {
  return callHandler(functionHandler(targets, functionName, call.resource.arn), call.parameters, call)
}

/** `lambda:invoke`: the event is in Payload, and the result comes wrapped as the Invoke API wraps it. */
export async function invokeLambda(targets: LambdaTargets, call: TaskCall): Promise<Json> {
  const parameters = isJsonObject(call.parameters) ? call.parameters : {}
  const named = parameters.FunctionName
  if (typeof named !== 'string') throw new TaskError('Lambda.ValidationException', 'FunctionName is missing')
  const handler = functionHandler(targets, bareName(named), named)
  const payload = parameters.Payload ?? {}
  if (parameters.InvocationType === 'Event') {
    // Nobody hears of what becomes of it, as with Lambda's own queue.
    callHandler(handler, payload, call).catch(() => {})
    return { Payload: '', StatusCode: 202, ...sdkMetadata(call.random, 202) }
  }
  const result = await callHandler(handler, payload, call)
  return { ExecutedVersion: '$LATEST', Payload: result, StatusCode: 200, ...sdkMetadata(call.random) }
}

/** From a name, `name:alias`, a full or a partial ARN. */
function bareName(named: string): string {
  const afterFunction = named.split(':function:')[1] ?? named
  return afterFunction.split(':')[0] ?? afterFunction
}

function functionHandler({ handlers, endpoint }: LambdaTargets, name: string, asked: string): Handler {
  const handler = findHandler(handlers, asked, name)
  if (handler !== undefined) return handler
  if (endpoint !== undefined)
    return new URL(`/2015-03-31/functions/${encodeURIComponent(name)}/invocations`, endpoint).href
  throw new TaskError(
    'Lambda.ResourceNotFoundException',
    `Function not found: ${asked}. stepfunctions-local has no handler named '${name}': give it one in the handlers module, or a Lambda endpoint.`,
  )
}
