import type { ApprovalId } from '@countersign/shared/ids'
import type { Action } from '../domain/authorize.ts'
import type { Principal } from '../domain/principal.ts'
import { actorOf } from '../domain/principal.ts'
import type { Refused } from '../domain/refusal.ts'
import type { UnitOfWork } from '../ports/unit-of-work.ts'

const DENIALS: ReadonlySet<string> = new Set(['not-eligible', 'not-permitted', 'missing-scope'])

/** Logs that somebody tried what they may not do; a transaction of its own, because the refused one changed nothing. */
export async function recordDenial(
  unitOfWork: UnitOfWork,
  principal: Principal,
  action: Action | 'request' | 'audit' | 'policy',
  approvalId: ApprovalId | null,
  { refusal }: Refused,
): Promise<void> {
  if (!DENIALS.has(refusal.code)) return
  const rule = 'rule' in refusal ? refusal.rule : refusal.code
  await unitOfWork.transaction(async (stores) =>
    stores.audit.append({
      type: 'security.denied',
      approvalId,
      actor: actorOf(principal),
      at: await stores.now(),
      data: { action, rule, via: principal.via },
    }),
  )
}
