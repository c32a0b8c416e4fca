import type { KeyId } from '@countersign/shared/ids'
import type { Actor } from '../domain/approval.ts'
import type { UnitOfWork } from '../ports/unit-of-work.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
}

export interface RevokeKeyCommand {
  readonly id: KeyId
  readonly actor: Actor
}

/** The key opens nothing from the next request on. */
export async function revokeKey(deps: Deps, { id, actor }: RevokeKeyCommand): Promise<'revoked' | 'unknown'> {
  return deps.unitOfWork.transaction(async (stores) => {
    const at = await stores.now()
    if (!(await stores.keys.revoke(id, at))) return 'unknown'
    await stores.audit.append({ type: 'key.revoked', approvalId: null, actor, at, data: { keyId: id } })
    return 'revoked'
  })
}
