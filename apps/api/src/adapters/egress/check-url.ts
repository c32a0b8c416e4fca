import { isIP } from 'node:net'
import type { EgressRefused } from '../../ports/egress.ts'
import { type AllowList, isReachable } from './judge-address.ts'

export interface EgressRules {
  readonly allow: AllowList
  readonly allowHttp: boolean
}

/** Where to connect. Everything below works on this, so that no second parser can read the URL another way. */
export interface Target {
  readonly kind: 'fine'
  readonly url: URL
  /** Without the brackets of IPv6 and without a final dot. */
  readonly host: string
  readonly port: number
  readonly secure: boolean
}

/** The WHATWG parser turns every spelling of an IPv4 address (decimal, octal, hex, short, full-width) into four numbers. */
export function checkUrl(text: string, rules: EgressRules): Target | EgressRefused {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url) return refuse('malformed', 'That is no URL. Write it like https://example.com/hooks.')
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return refuse('scheme', `Only https addresses are called, not ${url.protocol}`)
  if (url.protocol === 'http:' && !rules.allowHttp)
    return refuse('scheme', 'Use https. Plain http has to be allowed by the operator (EGRESS_ALLOW_HTTP).')
  if (url.username !== '' || url.password !== '')
    return refuse('credentials', 'Leave user and password out of the URL; every call is signed instead.')
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  if (host === '') return refuse('malformed', 'The URL names no host.')
  if (isIP(host) !== 0 ? !isReachable(host, rules.allow) : isLocalName(host, rules.allow)) return REFUSED_ADDRESS
  const secure = url.protocol === 'https:'
  return { kind: 'fine', url, host, port: Number(url.port || (secure ? 443 : 80)), secure }
}

export const REFUSED_ADDRESS: EgressRefused = refuse(
  'address',
  'That address is not on the public internet. Use another, or let the operator allow its network (EGRESS_ALLOW).',
)

/** RFC 6761: these names are loopback, whatever a resolver would say. */
const isLocalName = (host: string, allow: AllowList): boolean =>
  /(^|\.)localhost$/.test(host) && !isReachable('127.0.0.1', allow)

function refuse(reason: EgressRefused['reason'], sentence: string): EgressRefused {
  return { kind: 'refused', reason, sentence }
}
