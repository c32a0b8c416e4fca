import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { Backend } from '../api/operation.ts'
import { operations } from '../api/operations.ts'
import { accessDenied, ServiceError, throttled } from '../api/service-error.ts'
import type { CounterInput } from '../controls/counters.ts'
import type { Strike } from '../controls/faults.ts'
import { isJsonObject, type Json, type JsonObject } from '../language/json.ts'
import { readBody } from './read-body.ts'

export interface CallDeps {
  readonly backend: Backend
  readonly faults: { strike(api: string): Strike }
  readonly quotas: { admit(api: string): boolean }
  readonly counters: CounterInput
}

const targetPrefix = 'AWSStepFunctions.'
const answering = new Set(['SendTaskSuccess', 'SendTaskFailure'])

/** One call of the AWS API: faults and quotas first, as they sit in front of the service on AWS, then the operation. */
export async function answerCall(deps: CallDeps, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const target = String(request.headers['x-amz-target'] ?? '')
  const api = target.startsWith(targetPrefix) ? target.slice(targetPrefix.length) : ''
  const body = await readBody(request)
  const strike = deps.faults.strike(api)
  if (strike.delayMs > 0) await pause(strike.delayMs)
  if (strike.kind === 'refuseConnection') {
    deps.counters.count(api, 'refused')
    request.socket.destroy()
    return
  }
  const abort = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) abort.abort()
  })
  const outcome = await carryOut(deps, api, body, strike, abort.signal)
  const dropped = strike.kind === 'acceptThenDrop'
  deps.counters.count(api, dropped ? 'dropped' : outcome.name)
  deps.counters.caller(api, accessKeyOf(request))
  if (answering.has(api)) countAnswer(deps.counters, body, outcome)
  if (dropped) request.socket.destroy()
  else send(response, outcome.status, outcome.body)
}

/** Nobody's signature is checked here; whose it says it is can be counted. */
function accessKeyOf(request: IncomingMessage): string {
  return /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? ''
}

interface Outcome {
  readonly name: string
  readonly status: number
  readonly body: { readonly [name: string]: Json | undefined }
}

async function carryOut(
  { backend, quotas }: CallDeps,
  api: string,
  body: string,
  strike: Strike,
  signal: AbortSignal,
): Promise<Outcome> {
  try {
    if (strike.kind === 'internalError') throw internalError('Injected fault')
    if (strike.kind === 'throttle' || !quotas.admit(api)) throw throttled()
    if (strike.kind === 'accessDenied') throw accessDenied(api)
    const operation = operations.get(api)
    if (operation === undefined) {
      throw new ServiceError('UnknownOperationException', `Unknown operation: ${api}`, {
        namespace: 'com.amazon.coral.service',
      })
    }
    return { name: 'ok', status: 200, body: await operation(backend, parse(body), { signal }) }
  } catch (error) {
    return errorOutcome(error)
  }
}

function errorOutcome(error: unknown): Outcome {
  const known =
    error instanceof ServiceError ? error : internalError(error instanceof Error ? error.message : String(error))
  return {
    name: known.type.slice(known.type.indexOf('#') + 1),
    status: known.status,
    body: { __type: known.type, message: known.message, ...known.extra },
  }
}

function internalError(message: string): ServiceError {
  return new ServiceError('InternalFailure', message, { namespace: 'com.amazon.coral.service', status: 500 })
}

function parse(body: string): JsonObject {
  try {
    const parsed = JSON.parse(body === '' ? '{}' : body) as Json
    if (isJsonObject(parsed)) return parsed
  } catch {
    // Refused below, like everything that is not an object.
  }
  throw new ServiceError('SerializationException', 'The request body is not a JSON object', {
    namespace: 'com.amazon.coral.service',
  })
}

function countAnswer(counters: CounterInput, body: string, outcome: Outcome): void {
  if (outcome.name === 'SerializationException') return
  const { taskToken } = parse(body)
  if (typeof taskToken === 'string') counters.answer(taskToken, outcome.name === 'ok')
}

function send(response: ServerResponse, status: number, body: Outcome['body']): void {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(text),
    'x-amzn-requestid': randomUUID(),
  })
  response.end(text)
}
