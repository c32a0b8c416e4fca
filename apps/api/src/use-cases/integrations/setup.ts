import type { Mapping } from '@countersign/shared/integrations'
import type { Json } from '@countersign/shared/json'
import type { NewAuditEntry } from '../../domain/audit-leaf.ts'
import { authorizeSetup } from '../../domain/authorize.ts'
import { canonicalJson, sha256 } from '../../domain/canonical-json.ts'
import { actorOf, type Principal, userOf } from '../../domain/principal.ts'
import type { Refused } from '../../domain/refusal.ts'
import { refused } from '../../domain/refusal.ts'
import type { DirectoryStore } from '../../ports/unit-of-work.ts'
import { refreshPrincipal } from '../refresh-principal.ts'

/** I8: an admin as the directory has them inside the transaction. */
export async function authorizedSetup(
  directory: DirectoryStore,
  principal: Principal,
): Promise<{ readonly kind: 'authorized'; readonly principal: Principal } | Refused> {
  const current = await refreshPrincipal(directory, principal)
  const verdict = authorizeSetup(current)
  return verdict.allowed ? { kind: 'authorized', principal: current } : refused(verdict)
}

/** Who could have an integration say what they want from now on: the person, and the key they came with. */
export function keepersOf(principal: Principal): readonly string[] {
  const user = userOf(principal)
  return [...(user ? [user.id] : []), ...(principal.kind === 'key' ? [`key:${principal.key.id}`] : [])]
}

/** Ids and names of fields: an audit entry is for ever, and URLs or expressions may carry more than they should. */
export const auditSetup = (
  type: NewAuditEntry['type'],
  principal: Principal,
  at: Date,
  data: Readonly<Record<string, Json>>,
): NewAuditEntry => ({ type, approvalId: null, actor: actorOf(principal), at, data: { ...data, via: principal.via } })

export const mappingSha256 = (mapping: Mapping): string => sha256(canonicalJson({ ...mapping })).toString('hex')
