import type { Approval } from './approval.ts'
import type { Refusal } from './refusal.ts'

/** An answer meant for another attempt than the one that asks: it names that one, its time, and where it is. */
export const refuseSuperseded = ({ id, attempt }: Pick<Approval, 'id' | 'attempt'>): Refusal => ({
  code: 'superseded',
  approvalId: id,
  supersededBy: attempt.number,
  at: attempt.registeredAt,
  redriven: attempt.redriveCount > 0,
})
