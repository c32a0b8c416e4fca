import type { Json } from '../language/json.ts'
import type { Handler, HandlerContext } from './handler.ts'
import { type TaskCall, TaskError } from './integration.ts'

/** Calls a handler as AWS calls a function: plain JSON in, plain JSON out, errors by name. */
export async function callHandler(handler: Handler, input: Json, call: TaskCall): Promise<Json> {
  return typeof handler === 'string' ? post(handler, input, call) : invoke(handler, input, call)
}

async function invoke(handler: Exclude<Handler, string>, input: Json, call: TaskCall): Promise<Json> {
  try {
    return plainJson(await handler(structuredClone(input), handlerContext(call)))
  } catch (error) {
    throw asTaskError(error)
  }
}

function handlerContext({ resource, taskToken, ...call }: TaskCall): HandlerContext {
  return {
    executionArn: call.executionArn,
    stateMachineArn: call.stateMachineArn,
    stateName: call.stateName,
    retryCount: call.retryCount,
    resource: resource.arn,
    ...(taskToken === undefined ? {} : { taskToken }),
    signal: call.signal,
  }
}

function plainJson(value: unknown): Json {
  const text = JSON.stringify(value)
  return text === undefined ? null : (JSON.parse(text) as Json)
}

/** The cause is what a Node.js function's error looks like on AWS: errorType, errorMessage, trace. */
function asTaskError(thrown: unknown): TaskError {
  if (thrown instanceof TaskError) return thrown
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  const trace = (error.stack ?? '').split('\n').map((line) => line.trim())
  return new TaskError(error.name, JSON.stringify({ errorType: error.name, errorMessage: error.message, trace }))
}

async function post(url: string, input: Json, call: TaskCall): Promise<Json> {
  const response = await send(url, input, call)
  const text = await response.text()
  const body = parse(text)
  const failed = response.headers.get('x-amz-function-error') !== null
  if (response.ok && !failed) return body
  const errorType = typeof body === 'object' && body !== null && !Array.isArray(body) ? body.errorType : undefined
  throw new TaskError(typeof errorType === 'string' ? errorType : `Http.${response.status}`, text)
}

async function send(url: string, input: Json, { executionArn, stateName, signal }: TaskCall): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-execution-arn': executionArn,
        'x-state-name': encodeURIComponent(stateName),
      },
      body: JSON.stringify(input),
      signal,
    })
  } catch (error) {
    throw new TaskError('Lambda.SdkClientException', `Unable to execute HTTP request: ${reason(error)}`)
  }
}

function parse(text: string): Json {
  if (text === '') return null
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message : error.message
}
