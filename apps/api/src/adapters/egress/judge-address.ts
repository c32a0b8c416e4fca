import ipaddr from 'ipaddr.js'

export type AllowList = readonly ReturnType<typeof ipaddr.parseCIDR>[]

export const parseAllowList = (blocks: readonly string[]): AllowList => blocks.map((block) => ipaddr.parseCIDR(block))

/** What IANA has handed out as global unicast. Everything else has a meaning of its own, or none yet. */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3')

/**
 * May this address be connected to? Public ones may; of the others (private, loopback, link-local, shared, multicast,
 * reserved, and IPv6 forms that carry an IPv4 address inside) only those within a block the operator allows.
 */
export function isReachable(address: string, allow: AllowList): boolean {
  // Strict forms only: the shorthands of IPv4 are resolved by the URL parser, long before.
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) && !isPlainIpv6(address)) return false
  const parsed = ipaddr.parse(address)
  // Blocks of the other family never match; asked, the library would throw.
  if (allow.some((block) => block[0].kind() === parsed.kind() && parsed.match(block))) return true
  // The library calls ::127.0.0.1 (IPv4-compatible) ordinary.
  if (parsed.kind() === 'ipv6' && !parsed.match(GLOBAL_UNICAST)) return false
  return parsed.range() === 'unicast'
}

/** A zone names one of our interfaces: no address for anybody outside. */
const isPlainIpv6 = (address: string): boolean => ipaddr.IPv6.isValid(address) && !address.includes('%')
