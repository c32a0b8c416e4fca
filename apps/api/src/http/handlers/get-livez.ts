import { z } from 'zod'
import { ok } from '../answer.ts'
import { defineRoute, type Route } from '../define-route.ts'

/** Answers while the event loop turns; asks nothing else, so that a database outage does not restart the process. */
export const getLivez = (): Route =>
  defineRoute({
    path: 'livez',
    method: 'get',
    operationId: 'getLivez',
    tag: 'Operations',
    summary: 'Whether the process runs',
    access: 'public',
    responses: { 200: { description: 'It runs', schema: z.strictObject({ status: z.literal('ok') }) } },
    problems: [],
    handle: async () => ok({ status: 'ok' }),
  })
