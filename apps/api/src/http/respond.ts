import { createHash } from 'node:crypto'
import type { IdempotencyRecords } from '../ports/idempotency-records.ts'
import type { Log } from '../ports/log.ts'
import type { Answer } from './answer.ts'
import { answerOnce } from './answer-once.ts'
import type { RawRequest, Route } from './define-route.ts'
import type { EdgeHandler } from './locals.ts'
import { browserSessionOf } from './middleware/session.ts'
import { type PlainAnswer, renderAnswer, safeInstance, sendRendered } from './send-answer.ts'

type EdgeRequest = Parameters<EdgeHandler>[0]
type EdgeResponse = Parameters<EdgeHandler>[1]

interface Deps {
  readonly log: Log
  readonly idempotencyRecords: IdempotencyRecords
}

const NO_BYTES = new Uint8Array()

/** The last link of a route's chain: validate, run once, write. */
export const respond =
  ({ log, idempotencyRecords }: Deps, route: Route): EdgeHandler =>
  async (request, response) => {
    const { requestId, caller, body } = response.locals
    const run = route.accept(rawRequest(request, response, log.child({ requestId })))
    const facts = { requestId, instance: safeInstance(request.path) }
    const key = request.get('idempotency-key')
    if (route.idempotent && caller && body && key !== undefined) {
      const bodyHash = createHash('sha256').update(request.path).update('\n').update(body.sha256).digest()
      const once = { principal: caller.label, route: `${route.method} ${route.address}`, key, bodyHash }
      const answer = await answerOnce({ records: idempotencyRecords, log }, once, async () =>
        renderAnswer(plain(await run()), facts),
      )
      sendRendered(response, answer)
      return
    }
    const answer = await run()
    if (answer.kind !== 'stream') sendRendered(response, renderAnswer(answer, facts))
    else if (request.method === 'HEAD') response.status(200).end()
    else await answer.open(request, response)
  }

function rawRequest(request: EdgeRequest, response: EdgeResponse, log: Log): RawRequest {
  return {
    params: request.params,
    query: request.query,
    json: response.locals.body?.json,
    bytes: response.locals.body?.bytes ?? NO_BYTES,
    headerValues: (name) => request.headersDistinct[name] ?? [],
    caller: response.locals.caller,
    session: browserSessionOf(request),
    ifMatch: request.get('if-match'),
    lastEventId: request.get('last-event-id'),
    addresses: [
      request.socket.remoteAddress ?? '',
      ...(request.get('x-forwarded-for') ?? '').split(',').flatMap((each) => each.trim() || []),
    ],
    requestId: response.locals.requestId,
    log,
  }
}

function plain(answer: Answer): PlainAnswer {
  if (answer.kind === 'stream') throw new Error('a stream cannot be repeated, so its route cannot be idempotent')
  return answer
}
