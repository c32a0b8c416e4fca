import type { CallbackStatus } from '@countersign/shared/statuses'
import type { Approval } from '../approval.ts'
import { type Notice, subjectOf } from './notice.ts'

/** Delivery states that a person has to hear of: the decision did not take effect. */
const MISSED: ReadonlySet<CallbackStatus> = new Set(['closed_elsewhere', 'too_late', 'parked'])

/** Is what the notice was to say still so? A question that was answered meanwhile is not asked. */
export function isCurrent(
  { kind, subject }: Pick<Notice, 'kind' | 'subject'>,
  approval: Approval,
  callbackStatus: CallbackStatus | null,
): boolean {
  switch (kind) {
    case 'request':
    case 'reminder':
    case 'escalation': {
      const { number } = approval.attempt
      if (approval.status !== 'pending') return false
      const isAbout = (words: string) => subject === words || subject.startsWith(`${words}:`)
      return subject.startsWith(subjectOf.stage(number, ''))
        ? isAbout(subjectOf.stage(number, approval.standing.stage))
        : isAbout(subjectOf.question(number))
    }
    case 'outcome':
      return outcomesOf(approval, callbackStatus).includes(subject)
    case 'digest':
      return true
  }
}

function outcomesOf(approval: Approval, callbackStatus: CallbackStatus | null): readonly string[] {
  switch (approval.status) {
    case 'pending':
      return []
    case 'approved':
    case 'rejected': {
      const { id } = approval.decision
      const missed = callbackStatus !== null && MISSED.has(callbackStatus)
      return missed ? [subjectOf.decision(id), subjectOf.delivery(id)] : [subjectOf.decision(id)]
    }
    case 'expired':
    case 'withdrawn':
      return [subjectOf.end(approval.attempt.number)]
  }
}
