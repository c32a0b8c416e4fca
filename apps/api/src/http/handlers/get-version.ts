import { versionView } from '@countersign/shared/views'
import type { z } from 'zod'
import { ok } from '../answer.ts'
import { defineRoute, type Route } from '../define-route.ts'

export const getVersion = (version: z.output<typeof versionView>): Route =>
  defineRoute({
    path: 'version',
    method: 'get',
    operationId: 'getVersion',
    tag: 'Operations',
    summary: 'What is running',
    access: 'public',
    responses: { 200: { description: 'Name, version and commit', schema: versionView } },
    problems: [],
    handle: async () => ok(version),
  })
