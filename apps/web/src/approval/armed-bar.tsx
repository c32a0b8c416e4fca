'use client'

import type { Outcome } from '@countersign/shared/case'
import { reveal } from '@countersign/shared/hidden-characters'
import type { ApprovalView } from '@countersign/shared/views'
import { CornerDownLeft, LoaderCircle } from 'lucide-react'
import { type Dispatch, type MouseEvent, useEffect, useRef } from 'react'
import { usePreferences } from '../settings/preferences-provider.tsx'
import { Kbd } from '../ui/kbd.tsx'
import type { Draft, DraftAction } from './decision-draft.ts'
import { diffJson } from './diff-json.ts'
import { DifferenceTable } from './difference-table.tsx'
import { consequenceOf, useProjection } from './projection.ts'
import { isFormMasked } from './reveal-overlay.ts'
import { unseenWords } from './unseen-note.tsx'
import type { Reveal } from './use-reveal.ts'

type Props = {
  readonly approval: ApprovalView
  readonly draft: Draft
  readonly outcome: Outcome
  readonly blocked: string | null
  readonly reveal: Reveal
  readonly dispatch: Dispatch<DraftAction>
  readonly onSend: () => void
}

/** A finger may tap twice by accident: no pointer commits this soon after arming. A second key is deliberate. */
const SETTLE_MS = 250

/** Armed: the bar is solid and repeats the consequence. A second, different key or tap sends it. */
export function ArmedBar({ approval, draft, outcome, blocked, reveal: hidden, dispatch, onSend }: Props) {
  const { preferences } = usePreferences()
  const projection = useProjection()
  const confirm = useRef<HTMLButtonElement>(null)
  const armedAt = useRef(Number.POSITIVE_INFINITY)
  const sending = draft.stage.at === 'sending'
  const edits =
    approval.form && draft.input && !isFormMasked(approval) ? diffJson(approval.form.initial, draft.input) : []

  useEffect(() => {
    armedAt.current = performance.now()
    confirm.current?.focus()
  }, [])

  const commit = (event: MouseEvent) => {
    const byPointer = event.detail > 0
    if (byPointer && performance.now() - armedAt.current < SETTLE_MS) return
    if (!sending && !blocked) onSend()
  }

  return (
    <div className="appear">
      {edits.length > 0 ? (
        <div className="mb-2.5 overflow-hidden rounded-lg border">
          <p className="border-b px-3.5 py-1.5 font-medium text-xs">Your edit is sent with the approval</p>
          <DifferenceTable differences={edits} fromLabel="As asked" toLabel="Your edit" />
        </div>
      ) : null}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2.5 rounded-lg bg-accent px-4 py-3 text-on-accent">
        <div className="min-w-0 flex-1 basis-56">
          <p role="status" className="truncate font-semibold">
            {sending ? 'Sending' : 'Armed'}: {reveal(outcome.label)}
            <span className="font-normal"> → {consequenceOf(projection, outcome.id)}</span>
          </p>
          {hidden.unseen ? <p className="font-medium text-xs">{unseenWords(hidden.labels.length)}.</p> : null}
          <p className="text-xs">{undoWords(approval, preferences.undoSeconds)}</p>
        </div>
        <div className="flex gap-2 max-md:w-full">
          <button
            type="button"
            onClick={() => dispatch({ do: 'step-back' })}
            className="h-9 rounded-md px-3 font-medium outline-offset-1 hover:bg-on-accent/12 focus-visible:outline-on-accent max-md:h-11 max-md:flex-1"
          >
            Cancel <Kbd onSolid>Esc</Kbd>
          </button>
          <button
            ref={confirm}
            type="button"
            aria-busy={sending}
            onKeyDown={(event) => {
              if (event.repeat && event.key === 'Enter') event.preventDefault()
            }}
            onClick={commit}
            className="inline-flex h-9 items-center justify-center gap-2 rounded-md bg-on-accent px-3.5 font-semibold text-[oklch(0.42_0.187_266)] outline-offset-2 hover:opacity-92 focus-visible:outline-on-accent max-md:h-11 max-md:flex-1"
          >
            {sending ? (
              <LoaderCircle className="size-4 motion-safe:animate-spin" aria-hidden="true" />
            ) : (
              <CornerDownLeft className="size-4 pointer-coarse:hidden" aria-hidden="true" />
            )}
            {sending ? 'Sending' : 'Confirm'}
            <span className="sr-only">: {reveal(outcome.label)}</span>
          </button>
        </div>
      </div>
    </div>
  )
}

function undoWords(approval: ApprovalView, preferred: 'asker' | number): string {
  const seconds = preferred === 'asker' ? approval.undoSeconds : preferred
  return seconds > 0
    ? `Recorded at once; sent after ${seconds} s, until then you can undo.`
    : 'Sent at once. It cannot be undone.'
}
