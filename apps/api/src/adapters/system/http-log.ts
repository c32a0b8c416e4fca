import { API_PATHS } from '@countersign/shared/paths'
import type { RequestHandler, Response } from 'express'
import type { Logger } from 'pino'
import { pinoHttp } from 'pino-http'

/** Asked every few seconds by machines; said only to those who debug. */
const PROBES: ReadonlySet<string> = new Set([API_PATHS.livez, API_PATHS.readyz, API_PATHS.metrics])

/**
 * One line per request, with nothing in it that a client chose freely: no address, query, header or body, any of which
 * may hold a secret. The route's template and the request id are what an operator searches for.
 */
export function createHttpLog(logger: Logger): RequestHandler {
  const describe = (method: string | undefined, response: Response, responseTime: unknown) => ({
    method,
    route: response.locals.route ?? 'unmatched',
    status: response.statusCode,
    ms: responseTime,
    caller: response.locals.caller?.label,
  })
  return pinoHttp<Parameters<RequestHandler>[0], Response>({
    logger,
    quietReqLogger: true,
    wrapSerializers: false,
    serializers: { req: () => undefined, res: () => undefined },
    genReqId: (_request, response) => response.locals.requestId,
    customAttributeKeys: { reqId: 'requestId' },
    customLogLevel: (_request, response) => {
      if (response.statusCode >= 500) return 'error'
      return PROBES.has(response.locals.route ?? '') ? 'debug' : 'info'
    },
    customSuccessMessage: () => 'request',
    customErrorMessage: () => 'request',
    customSuccessObject: (request, response, { responseTime }) => describe(request.method, response, responseTime),
    customErrorObject: (request, response, _error, { responseTime }) =>
      describe(request.method, response, responseTime),
  })
}
