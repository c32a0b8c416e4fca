import type { Clock } from '../../ports/clock.ts'
import type { Metrics } from '../../ports/metrics.ts'
import type { EdgeHandler } from '../locals.ts'

/** Durations by route template; addresses that match no route share one series. */
export const measure =
  ({ clock, metrics }: { readonly clock: Clock; readonly metrics: Metrics }): EdgeHandler =>
  (request, response, next) => {
    const startedMs = clock.monotonicMs()
    response.once('finish', () =>
      metrics.requestServed({
        method: request.method,
        route: response.locals.route ?? 'unmatched',
        status: response.statusCode,
        seconds: (clock.monotonicMs() - startedMs) / 1_000,
      }),
    )
    next()
  }
