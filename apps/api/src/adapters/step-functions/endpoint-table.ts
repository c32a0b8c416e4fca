/** `<account>/<region>` to URL; either part may be `*`. */
export type EndpointTable = Readonly<Record<string, string>>

/** Where an account and region is reached: the most exact entry, the account before the region, else `otherwise`. */
export function endpointIn(
  table: EndpointTable,
  otherwise: string | null,
): (account: string, region: string) => string | undefined {
  return (account, region) =>
    table[`${account}/${region}`] ??
    table[`${account}/*`] ??
    table[`*/${region}`] ??
    table['*/*'] ??
    otherwise ??
    undefined
}
