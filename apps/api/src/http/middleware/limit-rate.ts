import { ipKeyGenerator, MemoryStore, rateLimit } from 'express-rate-limit'
import type { EdgeHandler } from '../locals.ts'
import { ProblemError } from '../to-problem.ts'

const WINDOW_MS = 60_000
/** Enough for a fleet that restarts with a revoked key; far too few to guess one. */
const FAILED_LOGINS_PER_MINUTE = 60
/** Longer than any of ours; what follows is a stranger's invention. */
const MAX_ADDRESS_CHARACTERS = 80

/** Per API key, else per person, else per address (a /56 of IPv6, or one customer would have 2^64 names). */
export const limitRate = (perMinute: number): EdgeHandler =>
  limiter({
    limit: perMinute,
    identifier: 'requests',
    keyOf: (request, response) => response.locals.caller?.label ?? ipKeyGenerator(request.ip ?? ''),
  })

/**
 * Signed messages, before a byte of them is hashed: per source, so that one cannot keep the processors busy, and per
 * address, so that many together cannot search for a signature.
 */
export const limitSigned = (perMinute: number): readonly EdgeHandler[] => [
  limiter({ limit: perMinute, identifier: 'signed-by-source', keyOf: (request) => ipKeyGenerator(request.ip ?? '') }),
  limiter({
    limit: perMinute,
    identifier: 'signed-by-address',
    keyOf: (request) => request.path.slice(0, MAX_ADDRESS_CHARACTERS),
  }),
]

/**
 * Runs before authentication and counts only requests that failed it. One under way has not failed: else an address
 * behind which many work at once would be shut out for their number.
 */
export const limitFailedLogins = (): EdgeHandler => {
  const failures = new FailureStore()
  const keyOf = (request: Request) => ipKeyGenerator(request.ip ?? '')
  const limited = limiter({ limit: FAILED_LOGINS_PER_MINUTE, identifier: 'failed-logins', keyOf, store: failures })
  return (request, response, next) => {
    const key = keyOf(request)
    response.once('finish', () => {
      if (response.statusCode === 401) void failures.add(key)
    })
    return limited(request, response, next)
  }
}

/** What the limiter takes for a hit is a look: the next failure would be one more than there were. */
class FailureStore extends MemoryStore {
  override async increment(key: string) {
    const known = await this.get(key)
    return { totalHits: (known?.totalHits ?? 0) + 1, resetTime: known?.resetTime }
  }

  add(key: string) {
    return super.increment(key)
  }
}

type Request = Parameters<EdgeHandler>[0]

interface Limit {
  readonly limit: number
  readonly identifier: string
  readonly keyOf: (request: Request, response: Parameters<EdgeHandler>[1]) => string
  /** Without one, every request counts. */
  readonly store?: FailureStore
}

function limiter({ limit, identifier, keyOf, store }: Limit): EdgeHandler {
  const limited = rateLimit({
    windowMs: WINDOW_MS,
    limit,
    identifier,
    standardHeaders: store ? false : 'draft-8',
    legacyHeaders: false,
    // Forwarded headers are judged by TRUST_PROXY alone.
    validate: { xForwardedForHeader: false, forwardedHeader: false, keyGeneratorIpFallback: false },
    keyGenerator: keyOf,
    ...(store ? { store } : {}),
    handler: (_request, response, next) => {
      const retryAfter = response.getHeader('Retry-After')
      const retryAfterSeconds = Number(retryAfter ?? WINDOW_MS / 1_000)
      next(
        new ProblemError({
          code: 'rate-limited',
          detail: `At most ${limit} requests a minute. Wait ${retryAfterSeconds} s and try again.`,
          retryAfterSeconds,
          headers: { 'Retry-After': String(retryAfterSeconds) },
        }),
      )
    },
  })
  return (request, response, next) => limited(request, response, next)
}
