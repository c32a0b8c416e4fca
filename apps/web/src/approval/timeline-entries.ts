import type { ApprovalView } from '@countersign/shared/views'
import { CLOSE_SENTENCES, DELIVERY_WORDING } from '@countersign/shared/wording'

export type Entry = {
  readonly id: string
  readonly at: string
  readonly kind: 'asked' | 'attempt' | 'vote' | 'decision' | 'delivery' | 'comment' | 'closed'
  readonly who: string | null
  readonly text: string
  /** Words a person typed, shown as theirs. */
  readonly quote: string | null
  readonly tone: 'plain' | 'good' | 'bad'
}

const PLAIN = { quote: null, tone: 'plain' } as const

/** The approval's life in order of time, built only from what the API says happened. */
export function timelineEntries(approval: ApprovalView): Entry[] {
  const labelOf = (outcome: string) => approval.outcomes.find((each) => each.id === outcome)?.label ?? outcome
  const reasonOf = (outcome: string, reason: string) =>
    approval.outcomes.find((each) => each.id === outcome)?.reasons.find((each) => each.id === reason)?.label ?? reason
  const { decision, callback, closed } = approval

  const entries: Entry[] = [
    {
      id: 'asked',
      at: approval.createdAt,
      kind: 'asked',
      who: approval.requestedBy?.name ?? 'The workflow',
      text: 'asked',
      ...PLAIN,
    },
    ...approval.attempts
      .filter((attempt) => attempt.number > 1)
      .map(
        (attempt): Entry => ({
          id: `attempt-${attempt.number}`,
          at: attempt.registeredAt,
          kind: 'attempt',
          who: 'The workflow',
          text: `${attempt.redriveCount > 0 ? 'redrove' : 'retried'} the task: attempt ${attempt.number}`,
          ...PLAIN,
        }),
      ),
    ...approval.votes.map(
      (vote): Entry => ({
        id: vote.id,
        at: vote.at,
        kind: 'vote',
        who: vote.by.name,
        text: `voted “${labelOf(vote.outcome)}”${vote.reason ? `: ${reasonOf(vote.outcome, vote.reason)}` : ''}${vote.via === 'web' ? '' : ` via ${vote.via}`}`,
        quote: vote.comment,
        tone: 'plain',
      }),
    ),
    ...approval.comments.map(
      (comment): Entry => ({
        id: comment.id,
        at: comment.at,
        kind: 'comment',
        who: comment.by.name,
        text: 'commented',
        quote: comment.text,
        tone: 'plain',
      }),
    ),
  ]
  if (decision && !closed)
    entries.push({
      id: decision.id,
      at: decision.decidedAt,
      kind: 'decision',
      who: null,
      text: `Decided: ${decision.label}${decision.reason ? ` (${decision.reason.label})` : ''}`,
      quote: null,
      tone: decision.kind === 'success' ? 'good' : 'bad',
    })
  if (callback?.finishedAt) {
    const { sentence, tone } = DELIVERY_WORDING[callback.status]
    const event = callback.historyEvent
    entries.push({
      id: 'delivery',
      at: callback.finishedAt,
      kind: 'delivery',
      who: null,
      text: `${sentence}${event ? ` History event ${event.id}, ${event.type}.` : ''}`,
      quote: null,
      tone: tone === 'wait' ? 'plain' : tone,
    })
  }
  if (closed)
    entries.push({
      id: 'closed',
      at: closed.at,
      kind: 'closed',
      who: null,
      text: closed.detail ?? CLOSE_SENTENCES[closed.reason],
      quote: null,
      tone: 'bad',
    })
  // Array.sort is stable: what shares an instant keeps the order of cause and effect given here.
  return entries.sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
}
