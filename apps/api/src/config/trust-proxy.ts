import { isIP } from 'node:net'

/** How many proxies stand before us, or which addresses they have; `false` believes no forwarded header. */
export type TrustProxy = false | number | readonly string[]

const NAMED = ['loopback', 'linklocal', 'uniquelocal']

/** Fails closed: "true" would let every client choose its own address, so it is refused. */
export function parseTrustProxy(value: string | undefined, problems: string[]): TrustProxy {
  if (value === undefined || value === 'false' || value === '0') return false
  if (/^[1-9]$/.test(value)) return Number(value)
  const ranges = value.split(',').map((each) => each.trim())
  if (ranges.every(isRange)) return ranges
  problems.push(
    'TRUST_PROXY must be the number of proxies (1 to 9) or a list of addresses such as 10.0.0.0/8,loopback.',
  )
  return false
}

function isRange(text: string): boolean {
  if (NAMED.includes(text)) return true
  const [address = '', bits, ...rest] = text.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (family === 4 ? 32 : 128))
  )
}
