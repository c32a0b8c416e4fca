import { isIP } from 'node:net'
import type { Env } from './env.ts'

/** What outgoing calls may reach beyond the public internet over https. */
export interface EgressConfig {
  /** CIDR blocks that would be refused as private: a receiver inside one's own network. */
  readonly allow: readonly string[]
  readonly allowHttp: boolean
}

export function parseEgress(values: Env['values'], problems: string[]): EgressConfig {
  const allow = (values.EGRESS_ALLOW ?? '').split(',').flatMap((each) => each.trim() || [])
  for (const block of allow)
    if (!isBlock(block)) problems.push(`EGRESS_ALLOW names "${block}": expected CIDR blocks such as 10.20.0.0/16.`)
  const http = values.EGRESS_ALLOW_HTTP ?? 'false'
  if (http !== 'true' && http !== 'false') problems.push('EGRESS_ALLOW_HTTP must be true or false.')
  return { allow, allowHttp: http === 'true' }
}

function isBlock(text: string): boolean {
  const [address = '', bits = '', ...rest] = text.split('/')
  const family = isIP(address)
  return rest.length === 0 && family !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128)
}
