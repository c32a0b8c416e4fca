import type { Approval } from './approval.ts'
import type { Action, Verdict } from './authorize.ts'
import { authorize, authorizeReassign } from './authorize.ts'
import type { Principal } from './principal.ts'
import { type UndoRequest, undo } from './undo.ts'

export interface Permission {
  readonly allowed: boolean
  /** A sentence for the disabled button. */
  readonly reason: string | null
}

export interface Permissions {
  readonly vote: Permission
  readonly cancel: Permission
  readonly comment: Permission
  readonly undo: Permission
  readonly claim: Permission
  readonly reassign: Permission
  readonly reveal: Permission
}

/** What this viewer could do at this moment; the deciding transaction judges again. */
export function permissionsOf(
  principal: Principal,
  approval: Approval,
  { votes, inForce }: Pick<UndoRequest, 'votes' | 'inForce'>,
  now: Date,
): Permissions {
  const say = (verdict: Verdict): Permission =>
    verdict.allowed ? { allowed: true, reason: null } : { allowed: false, reason: verdict.sentence }
  const judge = (action: Action): Permission => say(authorize(principal, action, approval))
  const whilePending = (action: Action): Permission =>
    approval.status === 'pending' ? judge(action) : { allowed: false, reason: ENDED[approval.status] }
  return {
    vote: whilePending('vote'),
    cancel: whilePending('cancel'),
    comment: judge('comment'),
    reveal: judge('reveal'),
    claim: whilePending('vote'),
    reassign:
      approval.status === 'pending'
        ? say(authorizeReassign(principal, approval))
        : { allowed: false, reason: ENDED[approval.status] },
    undo: undoPermission(undo({ approval, votes, inForce, principal, now })),
  }
}

const ENDED = {
  approved: 'This approval is already decided.',
  rejected: 'This approval is already decided.',
  expired: 'This approval has expired.',
  withdrawn: 'This approval was withdrawn.',
} as const

function undoPermission(result: ReturnType<typeof undo>): Permission {
  if (result.kind !== 'refused') return { allowed: true, reason: null }
  return { allowed: false, reason: 'sentence' in result.refusal ? result.refusal.sentence : null }
}
