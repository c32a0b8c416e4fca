import { z } from 'zod'
import { ok } from '../answer.ts'
import { defineRoute, type Route } from '../define-route.ts'

/** `document` is asked for late: it describes all routes, this one included. */
export const getOpenapi = (document: () => object): Route =>
  defineRoute({
    path: 'openapi',
    method: 'get',
    operationId: 'getOpenapi',
    tag: 'Operations',
    summary: 'This document',
    access: 'public',
    responses: { 200: { description: 'OpenAPI 3.1', schema: z.looseObject({ openapi: z.string() }) } },
    problems: [],
    handle: async () => ok(document()),
  })
