import type { NoticeKind } from '@countersign/shared/channels'
import type { Approval, Person } from '../approval.ts'
import { authorize } from '../authorize.ts'
import type { Asked } from '../policy/plan.ts'
import type { Principal, User } from '../principal.ts'
import { isVisible, requesterNames, visibility } from '../visibility.ts'
import type { Recipient } from './notice.ts'

export type ApprovalNotice = Exclude<NoticeKind, 'digest'>

/**
 * Who hears of an approval: of a question whoever could bring it nearer at this moment, of an outcome who asked and who
 * voted. By the rules that judge a vote (I8), so nobody is asked who would be refused.
 */
export const whoIsTold = (
  kind: ApprovalNotice,
  approval: Approval,
  votes: readonly { readonly by: Person; readonly onBehalfOf: Person | null; readonly attempt: number }[],
  people: readonly Recipient[],
): readonly Recipient[] =>
  people.filter(({ user, watch }) => {
    const voted = votes.some(
      ({ by, onBehalfOf, attempt }) =>
        (by.id === user.id || onBehalfOf?.id === user.id) && attempt === approval.attempt.number,
    )
    return !watch.muted && !user.disabled && !user.ofIntegration && isTold(kind, approval, user, voted)
  })

function isTold(kind: ApprovalNotice, approval: Approval, user: User, voted: boolean): boolean {
  switch (kind) {
    case 'request':
    case 'escalation':
    case 'reminder':
      return !voted && isAsked(user, approval.standing.asked) && mayDecide(user, approval)
    case 'outcome':
      return (voted || hasAsked(user, approval)) && isVisible(visibility(asPrincipal(user)), approval)
  }
}

const mayDecide = (user: User, approval: Approval): boolean => authorize(asPrincipal(user), 'vote', approval).allowed

/** Themselves, or for somebody they stand in for. */
const isAsked = (user: User, asked: readonly Asked[]): boolean =>
  [user, ...(user.standsInFor ?? [])].some((each) =>
    asked.some(({ kind, id }) => (kind === 'team' ? each.teams.some((team) => team === id) : each.id === id)),
  )

/** Only names that are surely theirs: an answer goes to nobody who merely looks like the asker. */
const hasAsked = (user: User, { requestedBy }: Approval): boolean =>
  requestedBy !== null && requesterNames(user).includes(requestedBy.id)

const asPrincipal = (user: User): Principal => ({ kind: 'user', user, via: 'web' })
