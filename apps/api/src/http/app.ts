import express, { type Express, type RequestHandler } from 'express'
import type { Store } from 'express-session'
import helmet from 'helmet'
import type { Config } from '../config/config.ts'
import type { ApiKeys } from '../ports/api-keys.ts'
import type { Clock } from '../ports/clock.ts'
import type { IdempotencyRecords } from '../ports/idempotency-records.ts'
import type { Log } from '../ports/log.ts'
import type { Metrics } from '../ports/metrics.ts'
import type { People } from '../ports/people.ts'
import type { Readiness } from '../ports/readiness.ts'
import { apiDocs } from './api-docs.ts'
import type { Route } from './define-route.ts'
import type { EdgeHandler } from './locals.ts'
import { authenticate } from './middleware/authenticate.ts'
import { handleError, nothingHere } from './middleware/handle-error.ts'
import { limitFailedLogins, limitRate, limitSigned } from './middleware/limit-rate.ts'
import { measure } from './middleware/measure.ts'
import { readBody } from './middleware/read-body.ts'
import { refuseCrossSite } from './middleware/refuse-cross-site.ts'
import { assignRequestId } from './middleware/request-id.ts'
import { requireAccess } from './middleware/require-access.ts'
import { browserSessions } from './middleware/session.ts'
import { respond } from './respond.ts'
import { mountRoutes } from './router.ts'

export interface EdgeDeps {
  readonly config: Config
  readonly sessionSecrets: readonly string[]
  readonly log: Log
  readonly httpLog: RequestHandler
  readonly clock: Clock
  readonly metrics: Metrics
  readonly apiKeys: ApiKeys
  readonly people: People
  readonly readiness: Readiness
  readonly sessionStore: Store
  readonly idempotencyRecords: IdempotencyRecords
  /** Before anything that parses: its signature is over the bytes. `null`: Slack does not post here. */
  readonly slackEvents: RequestHandler | null
}

export function createApp(deps: EdgeDeps, routes: readonly Route[]): Express {
  const { config } = deps
  const secure = config.http.publicUrl.startsWith('https:')
  const app = express()
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple')
  app.set('trust proxy', config.http.trustProxy)

  app.use(assignRequestId, deps.httpLog, measure(deps), securityHeaders(secure), noStore)
  app.use(apiDocs())
  if (deps.slackEvents) app.use(deps.slackEvents)

  const sessions = config.authMode === 'demo'
  const identify = [
    limitFailedLogins(),
    ...(sessions ? [browserSessions({ store: deps.sessionStore, secrets: deps.sessionSecrets, secure })] : []),
    authenticate({ apiKeys: deps.apiKeys, people: deps.people, sessions }),
    limitRate(config.http.rateLimitPerMinute),
  ]
  const sameSite = refuseCrossSite(config.http)
  const signed = limitSigned(config.http.rateLimitPerMinute)
  const guards = (access: Route['access']): readonly EdgeHandler[] => {
    if (access === 'public') return []
    if (access === 'signed') return signed
    return [...identify, requireAccess(access), access === 'browser' ? sameSite : unlessKey(sameSite)]
  }
  app.use(
    mountRoutes(routes, (route) => [
      ...guards(route.access),
      ...(route.method === 'post' ? [readBody(route.maxBodyBytes)] : []),
      respond(deps, route),
    ]),
  )
  app.use(nothingHere)
  app.use(handleError(deps))
  return app
}

/** API keys are not sent by browsers on their own, so the cross-site rules are for everyone without one. */
const unlessKey =
  (guard: EdgeHandler): EdgeHandler =>
  (request, response, next) =>
    response.locals.caller?.browser === false ? next() : guard(request, response, next)

const securityHeaders = (secure: boolean): EdgeHandler =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"] },
    },
    frameguard: { action: 'deny' },
    strictTransportSecurity: secure,
  })

const noStore: EdgeHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store')
  next()
}
