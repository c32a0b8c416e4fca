import type { Metrics } from '../../ports/metrics.ts'
import { defineRoute, type Route } from '../define-route.ts'

export const getMetrics = ({ metrics }: { readonly metrics: Metrics }): Route =>
  defineRoute({
    path: 'metrics',
    method: 'get',
    operationId: 'getMetrics',
    tag: 'Operations',
    summary: 'Prometheus metrics',
    description: 'Counts and durations only; no ids, names or cases. Keep it inside your network all the same.',
    access: 'public',
    responses: { 200: { description: 'Prometheus text format', contentType: 'text/plain' } },
    problems: [],
    handle: async () => {
      const { contentType, text } = await metrics.render()
      return { kind: 'text', status: 200, contentType, text }
    },
  })
