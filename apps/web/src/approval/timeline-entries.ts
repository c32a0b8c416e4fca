import { throughWords } from '@countersign/shared/project-ending'
import type { CaseProjection } from '@countersign/shared/projection'
import type { ApprovalView } from '@countersign/shared/views'

export type Entry = {
  readonly id: string
  readonly at: string
  readonly kind: 'asked' | 'attempt' | 'vote' | 'decision' | 'delivery' | 'comment' | 'reveal' | 'closed'
  readonly who: string | null
  readonly text: string
  /** Words a person typed, shown as theirs. */
  readonly quote: string | null
  readonly tone: 'plain' | 'good' | 'bad'
}

const PLAIN = { quote: null, tone: 'plain' } as const

/** The approval's life in order of time, built only from what the API says happened. */
export function timelineEntries(approval: ApprovalView, projection: CaseProjection): Entry[] {
  const labelOf = (outcome: string) => approval.outcomes.find((each) => each.id === outcome)?.label ?? outcome
  const reasonOf = (outcome: string, reason: string) =>
    approval.outcomes.find((each) => each.id === outcome)?.reasons.find((each) => each.id === reason)?.label ?? reason
  const { callback } = approval
  const { asked, decision, delivery, ended } = projection

  const entries: Entry[] = [
    {
      id: 'asked',
      at: approval.createdAt,
      kind: 'asked',
      who: asked.by?.name ?? null,
      text: asked.by === null ? asked.sentence : asked.sentence.slice(asked.by.name.length).trim(),
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
          text: cameLate(attempt)
            ? `registered attempt ${attempt.number} too late to ask`
            : `${attempt.redriveCount > 0 ? 'redrove' : 'retried'} the task: attempt ${attempt.number}`,
          ...PLAIN,
        }),
      ),
    ...approval.votes.map(
      (vote): Entry => ({
        id: vote.id,
        at: vote.at,
        kind: 'vote',
        who: vote.by.name,
        text: `voted “${labelOf(vote.outcome)}”${vote.reason ? `: ${reasonOf(vote.outcome, vote.reason)}` : ''}${throughWords(vote.via)}`,
        quote: vote.comment,
        tone: 'plain',
      }),
    ),
    ...approval.reveals.map(
      ({ by, attempt, at }): Entry => ({
        id: `reveal-${by.id}-${attempt}`,
        at,
        kind: 'reveal',
        who: by.name,
        text: `revealed what is hidden${approval.attempt > 1 ? ` in attempt ${attempt}` : ''}`,
        ...PLAIN,
      }),
    ),
    ...approval.comments.map(
      (comment): Entry => ({
        id: comment.id,
        at: comment.at,
        kind: 'comment',
        who: comment.by.name,
        text: `commented${throughWords(comment.via)}`,
        quote: comment.text,
        tone: 'plain',
      }),
    ),
  ]
  if (decision)
    entries.push({
      id: decision.id,
      at: decision.at,
      kind: 'decision',
      who: null,
      text: `Decided: ${decision.sentence}${decision.reason ? ` (${decision.reason})` : ''}`,
      quote: null,
      tone: decision.kind === 'success' ? 'good' : 'bad',
    })
  if (callback?.finishedAt && delivery) {
    const { sentence, tone } = delivery
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
  if (ended)
    entries.push({
      id: 'closed',
      at: ended.at,
      kind: 'closed',
      who: null,
      text: ended.sentence,
      quote: null,
      tone: 'bad',
    })
  // Array.sort is stable: what shares an instant keeps the order of cause and effect given here.
  return entries.sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
}

/** Registered after a newer one, so it ended as it arrived. */
const cameLate = ({ registeredAt, closedAt }: ApprovalView['attempts'][number]): boolean => registeredAt === closedAt
