import type { Registered } from '@countersign/shared/registration'
import { addressesOf } from '../../present/present-approval.ts'
import type { ApprovalRequested } from '../../use-cases/request-approval.ts'

export function presentRegistered({ approval, attempt, warnings }: ApprovalRequested, publicUrl: string): Registered {
  return {
    id: approval.id,
    status: approval.status,
    attempt: attempt.number,
    attemptStatus: attempt.status,
    ...addressesOf({ id: approval.id, attempt }, publicUrl),
    deadline: approval.deadline && { at: approval.deadline.at.toISOString(), because: approval.deadline.because },
    warnings: warnings.map(({ code, message }) => ({ code, message })),
  }
}
