'use client'

import type { Outcome } from '@countersign/shared/case'
import { reveal } from '@countersign/shared/hidden-characters'
import { LoaderCircle } from 'lucide-react'
import { type Dispatch, useEffect, useId, useRef } from 'react'
import { Button } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { Kbd } from '../ui/kbd.tsx'
import { type Draft, type DraftAction, missing } from './decision-draft.ts'
import { consequenceOf, useProjection } from './projection.ts'
import { unseenWords } from './unseen-note.tsx'
import type { Reveal } from './use-reveal.ts'

type Props = {
  readonly draft: Draft
  readonly outcome: Outcome
  readonly blocked: string | null
  readonly reveal: Reveal
  readonly dispatch: Dispatch<DraftAction>
  readonly onSend: () => void
}

/** A typed reason and a comment. The consequence under the button follows the reason, because the Catch may. */
export function ReasonPanel({ draft, outcome, blocked, reveal: hidden, dispatch, onSend }: Props) {
  const projection = useProjection()
  const group = useRef<HTMLFieldSetElement>(null)
  const comment = useRef<HTMLTextAreaElement>(null)
  const hintId = useId()
  const sending = draft.stage.at === 'sending'
  const todo = missing(draft)
  const failure = outcome.kind === 'failure'

  useEffect(() => {
    const first = group.current?.querySelector<HTMLElement>('input')
    ;(first ?? comment.current)?.focus()
  }, [])

  return (
    <form
      className="appear"
      onSubmit={(event) => {
        event.preventDefault()
        if (!blocked) onSend()
      }}
    >
      <p className="mb-2 font-semibold">
        {reveal(outcome.label)}
        {hidden.unseen ? <span className="font-normal text-ink-2"> · {unseenWords(hidden.labels.length)}</span> : null}
      </p>
      {outcome.reasons.length > 0 ? (
        <fieldset ref={group}>
          <legend className="mb-1.5 text-ink-2 text-xs">Reason</legend>
          <div className="flex flex-wrap gap-1.5">
            {outcome.reasons.map((reason, index) => (
              <label
                key={reason.id}
                className={cx(
                  'flex h-8 cursor-pointer items-center gap-2 rounded-md border px-2.5 transition-colors has-focus-visible:outline-2 has-focus-visible:outline-accent-text has-focus-visible:outline-offset-2 max-md:h-11',
                  draft.reasonId === reason.id
                    ? 'border-accent-text bg-accent-soft font-medium'
                    : 'border-line-strong bg-raised hover:bg-hover',
                )}
              >
                <input
                  type="radio"
                  name="reason"
                  value={reason.id}
                  checked={draft.reasonId === reason.id}
                  onChange={() => dispatch({ do: 'pick-reason', reasonId: reason.id })}
                  className="sr-only"
                />
                {reveal(reason.label)}
                {index < 9 ? <Kbd>{index + 1}</Kbd> : null}
              </label>
            ))}
          </div>
        </fieldset>
      ) : null}
      <label className="mt-2.5 block">
        <span className="mb-1.5 block text-ink-2 text-xs">Comment, kept in the history and given to the workflow</span>
        <textarea
          ref={comment}
          value={draft.comment}
          maxLength={4_000}
          rows={2}
          onChange={(event) => dispatch({ do: 'comment', text: event.target.value })}
          onKeyDown={(event) => {
            // Works with shortcuts switched off too: this is the form's own submit key.
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return
            event.preventDefault()
            if (!blocked) onSend()
          }}
          placeholder="Optional"
          className="block w-full resize-y rounded-md border border-line-strong bg-surface px-2.5 py-1.5 placeholder:text-ink-3 focus:outline-2 focus:outline-accent-text focus:-outline-offset-1"
        />
      </label>
      <div className="mt-2.5 flex flex-wrap items-center justify-end gap-2">
        <p id={hintId} role="status" className="mr-auto min-w-0 text-ink-2 text-xs wrap-anywhere">
          {blocked ?? todo ?? (
            <>
              <span aria-hidden="true">→ </span>
              {consequenceOf(projection, outcome.id, draft.reasonId)}
            </>
          )}
        </p>
        <Button tone="ghost" onClick={() => dispatch({ do: 'step-back' })}>
          Back <Kbd>Esc</Kbd>
        </Button>
        <button
          type="submit"
          aria-busy={sending}
          aria-disabled={Boolean(blocked ?? todo) || undefined}
          aria-describedby={hintId}
          aria-keyshortcuts="Control+Enter Meta+Enter"
          className={cx(
            'inline-flex h-8 items-center gap-2 rounded-md px-3 font-medium text-on-accent aria-disabled:bg-sunken aria-disabled:text-ink-3 max-md:h-11',
            failure ? 'bg-[oklch(0.5_0.19_25)] hover:bg-[oklch(0.45_0.18_25)]' : 'bg-accent hover:bg-accent-hover',
          )}
        >
          {sending ? <LoaderCircle className="size-4 motion-safe:animate-spin" aria-hidden="true" /> : null}
          {sending ? 'Sending' : reveal(outcome.label)}
          {sending || todo || blocked ? null : <Kbd onSolid>Ctrl ↵</Kbd>}
        </button>
      </div>
    </form>
  )
}
