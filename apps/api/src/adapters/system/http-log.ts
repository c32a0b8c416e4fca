import type { RequestHandler, Response } from 'express'
import type { Logger } from 'pino'
import { pinoHttp } from 'pino-http'

/**
 * One line per request, with nothing in it that a client chose freely: no address, query, header or body, any of which
 * may hold a secret. The route's template and the request id are what an operator searches for.
 */
export function createHttpLog(logger: Logger): RequestHandler {
  const describe = (method: string | undefined, response: Response, responseTime: unknown) => ({
    requestId: response.locals.requestId,
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
    customLogLevel: (_request, response) => (response.statusCode >= 500 ? 'error' : 'info'),
    customSuccessMessage: () => 'request',
    customErrorMessage: () => 'request',
    customSuccessObject: (request, response, { responseTime }) => describe(request.method, response, responseTime),
    customErrorObject: (request, response, _error, { responseTime }) =>
      describe(request.method, response, responseTime),
  })
}
