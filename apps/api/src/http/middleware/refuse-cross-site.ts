import { isLoopback } from '../../config/is-loopback.ts'
import type { EdgeHandler } from '../locals.ts'
import { ProblemError } from '../to-problem.ts'

/**
 * Unsafe requests that live on a cookie must come from our own pages: the browser says so in Sec-Fetch-Site, which no
 * page can set; browsers too old for it send an Origin that has to be ours. The Host must be ours as well, or a name
 * that was rebound to this machine would count as the same site.
 */
export const refuseCrossSite =
  ({ publicUrl }: { readonly publicUrl: string }): EdgeHandler =>
  (request, _response, next) => {
    const { origin, host, hostname } = new URL(publicUrl)
    const given = request.get('host') ?? ''
    if (given !== host && !(isLoopback(hostname) && isLoopback(hostOnly(given))))
      throw crossSite(`Open the service at ${origin}.`)
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      const site = request.get('sec-fetch-site')
      const allowed = site === undefined ? request.get('origin') === origin : site === 'same-origin'
      if (!allowed) throw crossSite(`Send this request from a page at ${origin}, or use an API key.`)
    }
    next()
  }

const hostOnly = (host: string): string => host.replace(/:\d+$/, '')

const crossSite = (detail: string) => new ProblemError({ code: 'cross-site', detail })
