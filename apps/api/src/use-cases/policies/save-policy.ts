import type { PolicyName } from '@countersign/shared/policies'
import { authorizeSetup } from '../../domain/authorize.ts'
import { canonicalJson, sha256 } from '../../domain/canonical-json.ts'
import { actorOf, type Principal, signerOf } from '../../domain/principal.ts'
import { type FieldError, type Refused, refused } from '../../domain/refusal.ts'
import type { Conditions } from '../../ports/conditions.ts'
import type { DescribedPolicy } from '../../ports/policies.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import { refreshPrincipal } from '../refresh-principal.ts'
import { checkPolicy, type WrittenPolicy, warnOf } from './check-policy.ts'
import { findPolicy } from './find-policy.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
  readonly conditions: Pick<Conditions, 'faultOf'>
}

export interface SavePolicyCommand {
  readonly principal: Principal
  readonly name: PolicyName
  /** The version that was edited; `null` for a policy that is new. */
  readonly basedOn: number | null
  readonly written: WrittenPolicy
}

export interface PolicySaved {
  readonly kind: 'saved'
  readonly policy: DescribedPolicy
  /** Allowed, and hardly meant. */
  readonly warnings: readonly FieldError[]
}

/** A policy's first version, or its next one. Open approvals keep the version they pin; new ones get this one. */
export async function savePolicy(deps: Deps, command: SavePolicyCommand): Promise<PolicySaved | Refused> {
  const { name, basedOn, written } = command
  return deps.unitOfWork.transaction(async (stores): Promise<PolicySaved | Refused> => {
    const principal = await refreshPrincipal(stores.directory, command.principal)
    const verdict = authorizeSetup(principal)
    if (!verdict.allowed) return refused(verdict)
    const wrong = await checkPolicy(deps, stores, written)
    if (wrong) return wrong
    const version = await nextVersion(stores, name, basedOn)
    if (typeof version !== 'number') return version
    const at = await stores.now()
    const { document, source, note } = written
    await stores.policies.addVersion(name, {
      version,
      document,
      source,
      note,
      createdAt: at,
      createdBy: signerOf(principal).id,
    })
    const policy = await findPolicy(stores, name)
    if (!policy) throw new Error(`the policy ${name} is gone`)
    const warnings = await warnOf(stores, written, policy.teams)
    await stores.audit.append({
      type: basedOn === null ? 'policy.created' : 'policy.changed',
      approvalId: null,
      actor: actorOf(principal),
      at,
      data: { policy: name, version, note, documentSha256: sha256(canonicalJson(document)).toString('hex') },
    })
    return { kind: 'saved', policy, warnings }
  })
}

async function nextVersion({ policies }: Stores, name: string, basedOn: number | null): Promise<number | Refused> {
  if (basedOn === null) {
    if (await policies.create(name)) return 1
    return refused({ code: 'name-taken', sentence: `There is a policy “${name}” already: change it.` })
  }
  const current = await policies.lock(name)
  if (current === undefined) return refused({ code: 'not-found' })
  return current === basedOn ? current + 1 : refused({ code: 'version-changed', version: current })
}
