import type { SecondAdmin } from '@countersign/shared/policies'
import type { PolicyName } from '@countersign/shared/policy-document'
import { policySha256 } from '../../domain/policy/policy-sha256.ts'
import { adminsToAsk, authorshipOf, countsAtOnce } from '../../domain/policy/second-admin.ts'
import { actorOf, type Principal } from '../../domain/principal.ts'
import { type FieldError, type Refused, refused } from '../../domain/refusal.ts'
import type { Conditions } from '../../ports/conditions.ts'
import type { DescribedPolicy, PolicyStanding } from '../../ports/policies.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import { authorizedSetup } from '../integrations/setup.ts'
import { recordDenial } from '../record-denial.ts'
import { checkPolicy, type WrittenPolicy, warnOf } from './check-policy.ts'
import { findPolicy } from './find-policy.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
  readonly conditions: Pick<Conditions, 'faultOf'>
  readonly secondAdmin: SecondAdmin
}

export interface SavePolicyCommand {
  readonly principal: Principal
  readonly name: PolicyName
  /** The newest version its author has seen; `null` for a policy that is new. */
  readonly basedOn: number | null
  readonly written: WrittenPolicy
}

export interface PolicySaved {
  readonly kind: 'saved'
  readonly policy: DescribedPolicy
  /** Allowed, and hardly meant. */
  readonly warnings: readonly FieldError[]
}

/**
 * A policy's first version, or its next one. It waits for a second admin; where there is nobody to ask, it counts from
 * now on. Open approvals keep the version they pin. A version that was waiting is replaced.
 */
export async function savePolicy(deps: Deps, command: SavePolicyCommand): Promise<PolicySaved | Refused> {
  const { name, basedOn, written } = command
  const result = await deps.unitOfWork.transaction(async (stores): Promise<PolicySaved | Refused> => {
    const setup = await authorizedSetup(stores.directory, command.principal)
    if (setup.kind === 'refused') return setup
    const { principal } = setup
    const ofKey = principal.kind === 'key' ? await stores.directory.peopleOfKey(principal.key.id) : []
    const authorship = authorshipOf(principal, ofKey)
    if ('allowed' in authorship) return refused(authorship)
    const wrong = await checkPolicy(deps, stores, written)
    if (wrong) return wrong
    const before = await standingOf(stores, name, basedOn)
    if ('refusal' in before) return before
    const at = await stores.now()
    const version = before.newest + 1
    const { document, source, note } = written
    const documentSha256 = policySha256(document)
    const createdBy = authorship.by.id
    await stores.policies.addVersion(name, { version, document, source, note, createdAt: at, createdBy })
    if (before.waiting !== null)
      await stores.policies.settle(name, before.waiting, { status: 'replaced', by: authorship.by, at, note: null })
    const admins = await stores.policies.admins()
    const toAsk = adminsToAsk(admins, authorship.names)
    const atOnce = countsAtOnce(deps.secondAdmin, admins, authorship.names)
    if (atOnce) await stores.policies.makeCurrent(name, version)
    else await stores.policies.propose(name, version, authorship, at)
    await stores.audit.append({
      type: atOnce ? (before.newest === 0 ? 'policy.created' : 'policy.changed') : 'policy.proposed',
      approvalId: null,
      actor: actorOf(principal),
      at,
      data: {
        policy: name,
        version,
        note,
        documentSha256,
        current: before.current,
        replaces: before.waiting,
        ...(atOnce
          ? { confirmation: 'no second admin' }
          : { proposedBy: { ...authorship.by }, waitsFor: toAsk.map(({ id }) => id) }),
      },
    })
    const policy = await findPolicy(deps, stores, principal, name)
    if (!policy) throw new Error(`the policy ${name} is gone`)
    return { kind: 'saved', policy, warnings: await warnOf(stores, written, policy.teams) }
  })
  if (result.kind === 'refused') await recordDenial(deps.unitOfWork, command.principal, 'policy', null, result)
  return result
}

const NOTHING: PolicyStanding = { current: null, newest: 0, waiting: null }

/** Whoever saves has seen the newest version, whether it counts, waits or was refused. */
async function standingOf(
  { policies }: Stores,
  name: string,
  basedOn: number | null,
): Promise<PolicyStanding | Refused> {
  if (basedOn === null) {
    if (await policies.create(name)) return NOTHING
    return refused({ code: 'name-taken', sentence: `There is a policy “${name}” already: change it.` })
  }
  const standing = await policies.lock(name)
  if (!standing) return refused({ code: 'not-found' })
  return standing.newest === basedOn ? standing : refused({ code: 'version-changed', version: standing.newest })
}
