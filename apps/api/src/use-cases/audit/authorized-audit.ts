import { authorizeAudit } from '../../domain/audit/authorize-audit.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Refused } from '../../domain/refusal.ts'
import { refused } from '../../domain/refusal.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import { refreshPrincipal } from '../refresh-principal.ts'

/** Runs `work` for whoever may read the whole log, as the directory has them by now. */
export async function authorizedAudit<T extends { readonly kind: string }>(
  unitOfWork: UnitOfWork,
  principal: Principal,
  work: (stores: Stores, reader: Principal) => Promise<T | Refused>,
): Promise<T | Refused> {
  return unitOfWork.transaction(async (stores) => {
    const reader = await refreshPrincipal(stores.directory, principal)
    const verdict = authorizeAudit(reader)
    return verdict.allowed ? work(stores, reader) : refused(verdict)
  })
}
