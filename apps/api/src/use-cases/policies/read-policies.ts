import type { SecondAdmin } from '@countersign/shared/policies'
import type { Principal } from '../../domain/principal.ts'
import type { Refused } from '../../domain/refusal.ts'
import { refused } from '../../domain/refusal.ts'
import type { DescribedPolicy, PolicyRow, PolicyVersion } from '../../ports/policies.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { Page } from '../../ports/webhooks.ts'
import { refreshPrincipal } from '../refresh-principal.ts'
import { findPolicy } from './find-policy.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
  readonly secondAdmin: SecondAdmin
}

/** The rules are no secret from those who are bound by them: everybody who may read approvals may read policies. */
export const readPolicies = ({ unitOfWork, secondAdmin }: Deps) => ({
  list: (page: { cursor: string | null; limit: number }): Promise<Page<PolicyRow>> =>
    unitOfWork.transaction(({ policies }) => policies.list(page)),

  async policy(
    principal: Principal,
    name: string,
  ): Promise<{ readonly kind: 'read'; readonly policy: DescribedPolicy } | Refused> {
    const policy = await unitOfWork.transaction(async (stores) =>
      findPolicy({ secondAdmin }, stores, await refreshPrincipal(stores.directory, principal), name),
    )
    return policy ? { kind: 'read', policy } : refused({ code: 'not-found' })
  },

  async version(
    name: string,
    number: number,
  ): Promise<{ readonly kind: 'read'; readonly version: PolicyVersion } | Refused> {
    const version = await unitOfWork.transaction(({ policies }) => policies.version(name, number))
    return version ? { kind: 'read', version } : refused({ code: 'not-found' })
  },
})
