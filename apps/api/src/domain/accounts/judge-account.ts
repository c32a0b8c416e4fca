import { webPaths } from '@countersign/shared/paths'
import type { Account, Home } from './account.ts'

/** Where an execution runs, as its ARN says. */
export interface Place {
  readonly account: string
  readonly region: string
}

/** How calls about an execution are signed, or why none are made. */
export type Standing =
  | { readonly kind: 'own' }
  | { readonly kind: 'role'; readonly account: Account; readonly roleArn: string }
  | { readonly kind: 'closed'; readonly code: 'unknown-account' | 'region-not-allowed'; readonly sentence: string }

/**
 * Deny by default: without an entry only the account of the service itself is served. Where even that is not known
 * (a laptop without credentials), there is nothing to compare with and the service's own credentials are tried.
 */
export function judgeAccount({ account: id, region }: Place, known: Account | undefined, home: Home | null): Standing {
  if (!known) return home === null || home.id === id ? { kind: 'own' } : closed('unknown-account', UNKNOWN(id))
  if (known.disabledAt) return closed('unknown-account', DISABLED(known))
  if (known.regions.length > 0 && !known.regions.includes(region))
    return closed('region-not-allowed', REGION(known, region))
  return known.roleArn === null ? { kind: 'own' } : { kind: 'role', account: known, roleArn: known.roleArn }
}

const closed = (code: 'unknown-account' | 'region-not-allowed', sentence: string): Standing => ({
  kind: 'closed',
  code,
  sentence,
})

const PAGE = `the page Accounts (${webPaths.accounts()})`
const UNKNOWN = (id: string) =>
  `The AWS account ${id} is not set up here. Ask an admin of Countersign to add it, with a role to assume, on ${PAGE}.`
const DISABLED = ({ id, label }: Account) =>
  `The AWS account ${id} (${label}) is disabled here. Ask an admin of Countersign to enable it on ${PAGE}.`
const REGION = ({ id, label, regions }: Account, region: string) =>
  `The AWS account ${id} (${label}) is set up for ${regions.join(', ')} and not for ${region}. Ask an admin of Countersign to add the region on ${PAGE}.`
