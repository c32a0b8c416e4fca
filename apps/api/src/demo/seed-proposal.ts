import { policyDocument, policyName } from '@countersign/shared/policy-document'
import type { Principal } from '../domain/principal.ts'
import { issueKey } from '../use-cases/issue-key.ts'
import { savePolicy } from '../use-cases/policies/save-policy.ts'
import { FJORD_AND_FIELD_PROPOSAL as PROPOSAL } from './fjord-and-field-policies.ts'

type Deps = Parameters<typeof savePolicy>[0]

/**
 * A version that waits to be confirmed, as a pipeline would propose it: by a key whose secret nobody keeps. Once: where
 * the policy has a second version already, people have made it their own.
 */
export async function seedProposal(deps: Deps): Promise<void> {
  const { name, note, owner, key, document } = PROPOSAL
  const policy = policyName.parse(name)
  const before = await deps.unitOfWork.transaction(({ policies }) => policies.version(policy, 2))
  if (before) return
  const issued = await issueKey(deps, {
    name: key,
    scopes: ['settings:manage'],
    teams: [],
    actsAs: null,
    owner,
    expiresDays: null,
    actor: { kind: 'service', id: 'seed-demo', name: 'Demo seed' },
  })
  if (issued.kind !== 'issued') throw new Error(`the demo's proposal names an unknown ${issued.what}`)
  const principal: Principal = { kind: 'key', key: { ...issued.key, actsAs: null }, via: 'api' }
  const written = { document: policyDocument.parse(document), source: null, note, faultAt }
  const saved = await savePolicy(deps, { principal, name: policy, basedOn: 1, written })
  if (saved.kind === 'refused') throw new Error(`the demo's proposal was refused: ${saved.refusal.code}`)
}

const faultAt = (pointer: string, message: string) => ({ pointer, message })
