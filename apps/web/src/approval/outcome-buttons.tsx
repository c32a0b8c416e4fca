'use client'

import type { Outcome } from '@countersign/shared/case'
import { reveal } from '@countersign/shared/hidden-characters'
import type { ApprovalView } from '@countersign/shared/views'
import { Lock, Pencil } from 'lucide-react'
import { useId } from 'react'
import { Button, buttonClass } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { Kbd } from '../ui/kbd.tsx'
import type { Draft } from './decision-draft.ts'
import { DemandsNote } from './demands-note.tsx'
import { consequenceOf, useProjection } from './projection.ts'
import { UnseenNote } from './unseen-note.tsx'
import type { Reveal } from './use-reveal.ts'
import { VotesSoFar } from './votes-so-far.tsx'

type Props = {
  readonly approval: ApprovalView
  readonly draft: Draft
  /** Why nothing can be decided now; said once in words, and on every button. */
  readonly blocked: string | null
  readonly editBlocked: string | null
  readonly reveal: Reveal
  readonly onChoose: (outcome: Outcome) => void
  readonly onEdit: () => void
}

/** The asker's verbs, each with what the workflow does next. */
export function OutcomeButtons({ approval, draft, blocked, editBlocked, reveal: hidden, onChoose, onEdit }: Props) {
  const reasonId = useId()
  const failures = approval.outcomes.filter((outcome) => outcome.kind === 'failure')
  const successes = approval.outcomes.filter((outcome) => outcome.kind === 'success')
  // Two verbs share a line at the thumb; more would be cut short, so each gets its own.
  const onPhone = approval.outcomes.length > 2 ? 'max-md:[&>*]:basis-full' : 'max-md:[&>*]:flex-1'
  return (
    <div>
      <VotesSoFar />
      <DemandsNote approval={approval} />
      {approval.may.vote.allowed ? <UnseenNote reveal={hidden} /> : null}
      {blocked ? (
        <p id={reasonId} className="mb-2.5 flex items-start gap-2 text-ink-2">
          <Lock className="mt-0.5 size-3.5 shrink-0 text-ink-3" aria-hidden="true" />
          <span className="wrap-anywhere">{reveal(blocked)}</span>
        </p>
      ) : null}
      <div className={cx('flex flex-wrap items-start gap-2.5', onPhone)}>
        {failures.map((outcome, index) => (
          <OutcomeButton
            key={outcome.id}
            outcome={outcome}
            shortcut={index === 0 ? 'R' : null}
            blocked={blocked}
            describedBy={blocked ? reasonId : undefined}
            onChoose={onChoose}
          />
        ))}
        {approval.form ? (
          <Button
            onClick={onEdit}
            disabledReason={editBlocked}
            aria-describedby={blocked ? reasonId : undefined}
            aria-keyshortcuts="e"
            className="h-9! max-md:order-first max-md:basis-full!"
          >
            <Pencil className="size-3.5" aria-hidden="true" />
            {draft.input ? 'Edited' : 'Edit'}
            <Kbd>E</Kbd>
          </Button>
        ) : null}
        <span className="flex-1 max-md:hidden" />
        {successes.map((outcome, index) => (
          <OutcomeButton
            key={outcome.id}
            outcome={outcome}
            primary={index === 0}
            shortcut={index === 0 ? 'A' : null}
            blocked={blocked}
            describedBy={blocked ? reasonId : undefined}
            onChoose={onChoose}
          />
        ))}
      </div>
    </div>
  )
}

type ButtonProps = {
  readonly outcome: Outcome
  readonly primary?: boolean
  readonly shortcut: string | null
  readonly blocked: string | null
  readonly describedBy: string | undefined
  readonly onChoose: (outcome: Outcome) => void
}

function OutcomeButton({ outcome, primary = false, shortcut, blocked, describedBy, onChoose }: ButtonProps) {
  const id = useId()
  const projection = useProjection()
  const failure = outcome.kind === 'failure'
  return (
    <div className={cx('min-w-0', primary && 'md:text-right')}>
      <button
        type="button"
        aria-disabled={blocked ? true : undefined}
        aria-describedby={[id, describedBy].filter(Boolean).join(' ')}
        aria-keyshortcuts={shortcut?.toLowerCase()}
        title={blocked ?? undefined}
        onClick={() => (blocked ? undefined : onChoose(outcome))}
        className={buttonClass(primary ? 'primary' : 'secondary', 'md', 'h-9! max-w-full max-md:w-full')}
      >
        <span className="truncate">
          {reveal(outcome.label)}
          {failure || outcome.reasons.length > 0 ? '…' : ''}
        </span>
        {shortcut ? <Kbd onSolid={primary && !blocked}>{shortcut}</Kbd> : null}
      </button>
      <p id={id} className="mt-1 px-0.5 text-ink-3 text-xs max-md:wrap-anywhere md:truncate">
        <span aria-hidden="true">→ </span>
        {consequenceOf(projection, outcome.id)}
      </p>
    </div>
  )
}
