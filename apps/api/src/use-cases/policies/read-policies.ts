import type { Refused } from '../../domain/refusal.ts'
import { refused } from '../../domain/refusal.ts'
import type { DescribedPolicy, PolicyRow, PolicyVersion } from '../../ports/policies.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { Page } from '../../ports/webhooks.ts'
import { findPolicy } from './find-policy.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
}

/** The rules are no secret from those who are bound by them: everybody who may read approvals may read policies. */
export const readPolicies = ({ unitOfWork }: Deps) => ({
  list: (page: { cursor: string | null; limit: number }): Promise<Page<PolicyRow>> =>
    unitOfWork.transaction(({ policies }) => policies.list(page)),

  async policy(name: string): Promise<{ readonly kind: 'read'; readonly policy: DescribedPolicy } | Refused> {
    const policy = await unitOfWork.transaction((stores) => findPolicy(stores, name))
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
