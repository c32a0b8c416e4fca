import { reveal } from './hidden-characters.ts'
import type { ApprovalStatus, CallbackStatus, Via } from './statuses.ts'
import type { ApprovalSummary, ClosedView } from './views.ts'
import { CLOSE_SENTENCES, DELIVERY_WORDING, VIA_WORDING } from './wording.ts'

/** Who decided what, and through which channel where that is worth a word: "“Approve refund” by Ana Li in Slack". */
export function decisionSentence({ label, decidedBy }: NonNullable<ApprovalSummary['decision']>): string {
  const names = decidedBy.map(({ name }) => reveal(name)).join(', ')
  return `“${reveal(label)}” by ${names}${throughWords(decidedBy[0]?.via ?? 'api')}`
}

/** " in Slack", with the blank before it; nothing where the channel goes without saying. */
export const throughWords = (via: Via): string => (VIA_WORDING[via] === null ? '' : ` ${VIA_WORDING[via]}`)

/** An approval that nobody decided any more, and why. */
export function projectEnd(closed: ClosedView, status: ApprovalStatus) {
  const label = status === 'expired' ? 'Expired' : 'Withdrawn'
  return { at: closed.at, label, sentence: reveal(closed.detail ?? CLOSE_SENTENCES[closed.reason]) }
}

/** How far the answer has come on its way to the workflow. */
export function projectDelivery(status: CallbackStatus) {
  const { label, sentence, step, tone } = DELIVERY_WORDING[status]
  return { label, sentence, step, tone }
}
