import type { ErrorRequestHandler } from 'express'
import type { Log } from '../../ports/log.ts'
import type { EdgeHandler } from '../locals.ts'
import { renderAnswer, safeInstance, sendRendered } from '../send-answer.ts'
import { notFound, ProblemError, problemOf } from '../to-problem.ts'

export const nothingHere: EdgeHandler = () => {
  throw new ProblemError(notFound())
}

/** Where every throw ends: a problem document for the client, and a log line when the fault is ours. */
export const handleError =
  (log: Log): ErrorRequestHandler =>
  (error: unknown, request, response, _next) => {
    const { requestId, route } = response.locals
    const draft = problemOf(error)
    if (draft.code === 'internal') log.error({ requestId, route, err: error }, 'request failed')
    if (response.headersSent) {
      response.destroy()
      return
    }
    const instance = draft.code === 'not-found' ? undefined : safeInstance(request.path)
    sendRendered(response, renderAnswer({ kind: 'problem', problem: draft }, { requestId, instance }))
  }
