import type { ErrorRequestHandler } from 'express'
import type { Log } from '../../ports/log.ts'
import type { Readiness } from '../../ports/readiness.ts'
import { isOutage } from '../is-outage.ts'
import type { EdgeHandler } from '../locals.ts'
import { renderAnswer, safeInstance, sendRendered } from '../send-answer.ts'
import { notFound, ProblemError, problemOf, unavailable } from '../to-problem.ts'

export const nothingHere: EdgeHandler = () => {
  throw new ProblemError(notFound())
}

/** Not an error of ours to hide: clients that know it is passing try again instead of giving up. */
const AWAY = 'A store this service depends on does not answer. Nothing may have happened; send the request again.'
const RETRY_AFTER_SECONDS = 2

interface Deps {
  readonly log: Log
  readonly readiness: Readiness
}

/** Where every throw ends: a problem document for the client, and a log line when the fault is ours. */
export const handleError =
  ({ log, readiness }: Deps): ErrorRequestHandler =>
  async (error: unknown, request, response, _next) => {
    const { requestId, route } = response.locals
    const problem = problemOf(error)
    if (problem.code === 'internal') log.error({ requestId, route, err: error }, 'request failed')
    const away = problem.code === 'internal' && (isOutage(error) || (await readiness.check()) !== null)
    const draft = away ? unavailable(AWAY, RETRY_AFTER_SECONDS) : problem
    if (response.headersSent) {
      response.destroy()
      return
    }
    const instance = draft.code === 'not-found' ? undefined : safeInstance(request.path)
    sendRendered(response, renderAnswer({ kind: 'problem', problem: draft }, { requestId, instance }))
  }
