import { z } from 'zod'
import type { Readiness } from '../../ports/readiness.ts'
import { ok, problem } from '../answer.ts'
import { defineRoute, type Route } from '../define-route.ts'
import { unavailable } from '../to-problem.ts'

const RETRY_AFTER_SECONDS = 2

interface Deps {
  readonly readiness: Readiness
  readonly isDraining: () => boolean
}

export const getReadyz = ({ readiness, isDraining }: Deps): Route =>
  defineRoute({
    path: 'readyz',
    method: 'get',
    operationId: 'getReadyz',
    tag: 'Operations',
    summary: 'Whether this process should get traffic',
    access: 'public',
    responses: { 200: { description: 'It should', schema: z.strictObject({ status: z.literal('ok') }) } },
    problems: ['unavailable'],
    handle: async () => {
      const reason = isDraining() ? 'This process is shutting down.' : await readiness.check()
      return reason === null ? ok({ status: 'ok' }) : problem(unavailable(reason, RETRY_AFTER_SECONDS))
    },
  })
