import { randomBytes } from 'node:crypto'
import type { EdgeHandler } from '../locals.ts'

/** Short and plain: anything else could be a secret that was put into the wrong header. */
const SANE = /^[A-Za-z0-9._-]{1,64}$/

export const assignRequestId: EdgeHandler = (request, response, next) => {
  const given = request.get('x-request-id')
  response.locals.requestId = given && SANE.test(given) ? given : `req_${randomBytes(12).toString('hex')}`
  response.set('X-Request-Id', response.locals.requestId)
  next()
}
