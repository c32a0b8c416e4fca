import { isJsonObject, type Json, type JsonObject } from '../language/json.ts'
import { StatesError } from '../language/states-error.ts'
import { asText } from './as-text.ts'
import { type TaskCall, TaskError } from './integration.ts'

const loopback = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/

/** `apigateway:invoke`: an HTTP call; with `endpoint` it goes there instead of to the ApiEndpoint's host. */
export async function invokeApi(endpoint: string | undefined, call: TaskCall): Promise<Json> {
  const parameters = isJsonObject(call.parameters) ? call.parameters : {}
  const response = await send(urlOf(parameters, endpoint), parameters, call.signal)
  const text = await response.text()
  // The cause is the body, so that Catch and Retry can tell a 409 from a 503 [REC 06-11-2025].
  if (!response.ok) throw new TaskError(`ApiGateway.${response.status}`, text)
  const headers: JsonObject = {}
  response.headers.forEach((value, name) => {
    headers[name] = [value]
  })
  return {
    Headers: headers,
    ResponseBody: parsed(text),
    StatusCode: response.status,
    StatusText: response.statusText,
  }
}

function urlOf(
  { ApiEndpoint: host, Stage: stage, Path: path, QueryParameters: query }: JsonObject,
  endpoint?: string,
): URL {
  const base = endpoint ?? `${loopback.test(String(host)) ? 'http' : 'https'}://${String(host)}`
  const url = new URL(base)
  const parts = [url.pathname, stage, path].filter((part): part is string => typeof part === 'string')
  url.pathname = parts.join('/').replace(/\/{2,}/g, '/')
  if (isJsonObject(query)) {
    for (const [name, values] of Object.entries(query)) {
      for (const value of Array.isArray(values) ? values : [values]) url.searchParams.append(name, asText(value))
    }
  }
  return url
}

async function send(url: URL, parameters: JsonObject, signal: AbortSignal): Promise<Response> {
  const { Method: method, Headers: headers, RequestBody: body } = parameters
  const request = new Headers()
  if (body !== undefined) request.set('content-type', 'application/json')
  for (const [name, values] of Object.entries(isJsonObject(headers) ? headers : {})) {
    request.delete(name)
    for (const value of Array.isArray(values) ? values : []) request.append(name, asText(value))
  }
  const kept = parameters.AllowNullValues === true ? body : withoutNulls(body)
  try {
    return await fetch(url, {
      method: String(method ?? 'GET'),
      headers: request,
      signal,
      ...(kept === undefined ? {} : { body: asText(kept) }),
    })
  } catch (error) {
    const reason = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
    throw new TaskError('ApiGateway.SdkClientException', `Unable to execute HTTP request: ${reason}`)
  }
}

/** AWS drops null keys unless AllowNullValues says otherwise (AWS docs, "Call API Gateway"). */
function withoutNulls(body: Json | undefined): Json | undefined {
  if (!isJsonObject(body)) return body
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null))
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

/** A header value has to be an array; with a string AWS does not even schedule the task [REC 06-10-2024]. */
export function refuseTextHeaders(parameters: Json): void {
  const headers = isJsonObject(parameters) ? parameters.Headers : undefined
  if (headers === undefined || headers === null) return
  if (isJsonObject(headers) && Object.values(headers).every((value) => Array.isArray(value))) return
  throw new StatesError(
    'States.Runtime',
    `The Parameters '${JSON.stringify(parameters)}' could not be used to start the Task: [The value of the field 'Headers' has an invalid format]`,
  )
}
