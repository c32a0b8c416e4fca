import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Controls } from '../controls/controls.ts'
import { readBuckets } from '../controls/quotas.ts'
import { readFault } from '../controls/read-fault.ts'
import { isJsonObject, type Json, type JsonObject } from '../language/json.ts'
import { readBody } from './read-body.ts'

export const controlPrefix = '/_control/'

/** The test controls over HTTP, for tests that run in another process. Not part of AWS's API. */
export async function answerControl(
  controls: Controls,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // A web page must not drive the engine: browsers name the page on every request that could change something.
  if (request.headers.origin !== undefined) return reply(response, 403, { message: 'Not for web pages' })
  const url = new URL(request.url ?? '/', 'http://local')
  const [subject = '', rest] = url.pathname.slice(controlPrefix.length).split('/')
  try {
    const body = readJson(await readBody(request))
    const answer = await act(controls, `${request.method} ${subject}`, { body, rest, query: url.searchParams })
    if (answer === undefined) reply(response, 404, { message: `No such control: ${request.method} ${url.pathname}` })
    else reply(response, 200, answer)
  } catch (error) {
    reply(response, 400, { message: error instanceof Error ? error.message : String(error) })
  }
}

interface Asked {
  readonly body: JsonObject
  readonly rest: string | undefined
  readonly query: URLSearchParams
}

async function act(controls: Controls, what: string, { body, rest, query }: Asked): Promise<object | undefined> {
  const { faults, quotas, counters, clock } = controls
  switch (what) {
    case 'GET faults':
      return { faults: faults.list() }
    case 'POST faults':
      return { id: faults.add(readFault(body)) }
    case 'DELETE faults':
      if (rest === undefined) faults.clear()
      else faults.remove(Number(rest))
      return {}
    case 'GET quotas':
      return { enabled: quotas.enabled }
    case 'POST quotas':
      if (body.enabled === false) quotas.disable()
      else quotas.enable(readBuckets(body.overrides))
      return { enabled: quotas.enabled }
    case 'GET counters':
      return { calls: counters.calls(), answers: counters.answers(), callers: counters.callers() }
    case 'DELETE counters':
      counters.reset()
      return {}
    case 'POST clock':
      if (body.hold === true) clock.hold()
      if (typeof body.advanceMs === 'number') await clock.advance(body.advanceMs)
      if (body.release === true) clock.release()
      return { mode: clock.mode, now: clock.now() }
    case 'GET clock':
      return { mode: clock.mode, now: clock.now() }
    case 'GET tokens':
      return { tokens: controls.openTokens(query.get('executionArn') ?? undefined) }
    default:
      return undefined
  }
}

function readJson(body: string): JsonObject {
  const parsed = JSON.parse(body === '' ? '{}' : body) as Json
  if (!isJsonObject(parsed)) throw new Error('The body has to be a JSON object')
  return parsed
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
