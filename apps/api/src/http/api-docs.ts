import { API_PATHS } from '@countersign/shared/paths'
import { Router } from 'express'
import helmet from 'helmet'
import swaggerUi from 'swagger-ui-express'
import type { EdgeHandler } from './locals.ts'

/** Swagger UI from our own files: works without the internet, and may load nothing from it. */
export function apiDocs(): Router {
  const router = Router()
  const name: EdgeHandler = (_request, response, next) => {
    response.locals.route = API_PATHS.docs
    next()
  }
  const policy = helmet.contentSecurityPolicy({
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      // Swagger UI writes style elements and draws its icons from data URLs.
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
    },
  })
  const options = { swaggerOptions: { url: API_PATHS.openapi, validatorUrl: null } }
  router.use(API_PATHS.docs, name, policy, swaggerUi.serveFiles(undefined, options), ((request, response, next) => {
    if (request.path !== '/') return next()
    swaggerUi.setup(undefined, options)(request, response, next)
  }) satisfies EdgeHandler)
  return router
}
