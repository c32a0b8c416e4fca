import type { SecondAdmin } from '@countersign/shared/policies'
import type { Permission } from '../../domain/permissions.ts'
import { adminsToAsk, authorshipOf, countsAtOnce, judgeSettling } from '../../domain/policy/second-admin.ts'
import type { Principal, User } from '../../domain/principal.ts'
import type { DescribedPolicy, WaitingVersion } from '../../ports/policies.ts'
import type { Stores } from '../../ports/unit-of-work.ts'
import { namesIn } from '../make-question.ts'

interface Deps {
  readonly secondAdmin: SecondAdmin
}

/** A policy with the names of those it asks, what waits of it, and what this viewer may do about that. */
export async function findPolicy(
  deps: Deps,
  stores: Pick<Stores, 'policies' | 'directory'>,
  principal: Principal,
  name: string,
): Promise<DescribedPolicy | undefined> {
  const policy = await stores.policies.find(name)
  if (!policy) return undefined
  const admins = await stores.policies.admins()
  return {
    ...policy,
    names: await namesIn(stores.directory, policy.current.document),
    waiting: policy.waitingVersion === null ? null : await findWaiting(stores, principal, policy, admins),
    savingWaitsFor: await askedAfter(deps, stores, principal, admins),
  }
}

async function findWaiting(
  { policies }: Pick<Stores, 'policies'>,
  principal: Principal,
  { name, waitingVersion }: { readonly name: string; readonly waitingVersion: number | null },
  admins: readonly User[],
): Promise<WaitingVersion | null> {
  if (waitingVersion === null) return null
  const version = await policies.version(name, waitingVersion)
  const proposal = await policies.proposal(name, waitingVersion)
  if (!version || !proposal) return null
  const { names } = proposal
  return {
    version,
    waitsFor: adminsToAsk(admins, names).map((user) => user.name),
    may: { confirm: permission(principal, 'confirm', names), refuse: permission(principal, 'refuse', names) },
  }
}

function permission(principal: Principal, verb: 'confirm' | 'refuse', names: readonly string[]): Permission {
  const verdict = judgeSettling(principal, verb, names)
  return verdict.allowed ? { allowed: true, reason: null } : { allowed: false, reason: verdict.sentence }
}

async function askedAfter(
  { secondAdmin }: Deps,
  { directory }: Pick<Stores, 'directory'>,
  principal: Principal,
  admins: readonly User[],
): Promise<readonly string[] | null> {
  const ofKey = principal.kind === 'key' ? await directory.peopleOfKey(principal.key.id) : []
  const authorship = authorshipOf(principal, ofKey)
  if ('allowed' in authorship) return []
  const { names } = authorship
  return countsAtOnce(secondAdmin, admins, names) ? null : adminsToAsk(admins, names).map(({ name }) => name)
}
