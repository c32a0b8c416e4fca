import { Router } from 'express'
import type { Route } from './define-route.ts'
import type { EdgeHandler } from './locals.ts'
import { ProblemError } from './to-problem.ts'

/** Guards of a route, in order, before its own handler. */
export type Guards = (route: Route) => readonly EdgeHandler[]

/** Every route at its address; other methods there get 405 with Allow, other addresses fall through. */
export function mountRoutes(routes: readonly Route[], guards: Guards): Router {
  const router = Router({ caseSensitive: true, strict: true })
  for (const address of new Set(routes.map((route) => route.address))) {
    const here = routes.filter((route) => route.address === address)
    const path = expressPath(address)
    for (const route of here) router[route.method](path, named(address), ...guards(route))
    router.all(path, named(address), otherMethods(here))
  }
  return router
}

const expressPath = (address: string): string => address.replace(/\{(\w+)\}/g, ':$1')

const named =
  (address: string): EdgeHandler =>
  (_request, response, next) => {
    response.locals.route = address
    next()
  }

function otherMethods(routes: readonly Route[]): EdgeHandler {
  const methods = routes.flatMap((route) => (route.method === 'get' ? ['GET', 'HEAD'] : [route.method.toUpperCase()]))
  const allow = [...methods, 'OPTIONS'].join(', ')
  return (request, response) => {
    response.set('Allow', allow)
    if (request.method === 'OPTIONS') response.status(204).end()
    else throw new ProblemError({ code: 'method-not-allowed', detail: `This address takes ${allow}.` })
  }
}
