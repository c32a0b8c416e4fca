import { webPaths } from '@countersign/shared/paths'
import type { Registered } from '@countersign/shared/registration'
import { addressesOf } from '../../present/present-approval.ts'
import type { ApprovalRequested } from '../../use-cases/request-approval.ts'

export function presentRegistered({ approval, attempt, warnings }: ApprovalRequested, publicUrl: string): Registered {
  const addresses = addressesOf({ id: approval.id, attempt }, publicUrl)
  return {
    id: approval.id,
    status: approval.status,
    attempt: attempt.number,
    attemptStatus: attempt.status,
    ...addresses,
    // An address that says what became of this attempt, for one that is not asked any more.
    url:
      attempt.id === approval.attempt.id
        ? addresses.url
        : `${publicUrl}${webPaths.approval(approval.id, attempt.number)}`,
    deadline: approval.deadline && { at: approval.deadline.at.toISOString(), because: approval.deadline.because },
    warnings: warnings.map(({ code, message }) => ({ code, message })),
  }
}
