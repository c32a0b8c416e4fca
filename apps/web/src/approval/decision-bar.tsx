'use client'

import type { Outcome } from '@countersign/shared/case'
import type { ApprovalSummary, ApprovalView } from '@countersign/shared/views'
import { useEffect, useRef } from 'react'
import { useOfflineReason } from '../inbox/live.tsx'
import { useReceipts } from '../inbox/receipts.tsx'
import { useCommands } from '../keys/keyboard.tsx'
import { usePreferences } from '../settings/preferences-provider.tsx'
import { AfterDecision } from './after-decision.tsx'
import { ArmedBar } from './armed-bar.tsx'
import { EditPanel } from './edit-panel.tsx'
import { OutcomeButtons } from './outcome-buttons.tsx'
import { ReasonPanel } from './reason-panel.tsx'
import { Refusal } from './refusal.tsx'
import { isFormMasked } from './reveal-overlay.ts'
import { useDecision } from './use-decision.ts'
import type { Reveal } from './use-reveal.ts'

type Props = {
  readonly approval: ApprovalView
  readonly seen: ApprovalView
  readonly changed: boolean
  readonly reveal: Reveal
  readonly next: ApprovalSummary | null
  readonly left: number
  readonly onNext: () => void
  readonly alone: boolean
}

/** Where a person decides. Always in reach, never focused by itself; what is armed says what it will do. */
export function DecisionBar({ approval, seen, changed, reveal, next, left, onNext, alone }: Props) {
  const { preferences } = usePreferences()
  const nextRef = useRef<HTMLButtonElement>(null)
  const justDecided = useRef(false)
  const { show } = useReceipts()
  const { draft, dispatch, send } = useDecision(approval, seen.caseDigest, () => {
    if (preferences.afterDecision === 'advance' && !alone) onNext()
    else justDecided.current = true
  })
  const { stage } = draft
  const offline = useOfflineReason()
  const reason = changed
    ? 'The case changed. Read what is different first.'
    : !approval.may.vote.allowed
      ? (approval.may.vote.reason ?? 'You may not decide this.')
      : reveal.unseen && reveal.demanded
        ? 'This policy counts the votes of those only who have revealed what is hidden.'
        : offline
  const unread = isFormMasked(approval) ? 'The form holds hidden values. Reveal them before you edit.' : reason

  useEffect(() => {
    show(approval.id)
    return () => show(null)
  }, [show, approval.id])

  useEffect(() => {
    if (!justDecided.current || approval.status === 'pending') return
    justDecided.current = false
    nextRef.current?.focus()
  })

  const choose = (outcome: Outcome | undefined) => {
    if (outcome && reason === null) dispatch({ do: 'choose', outcome })
    return outcome !== undefined
  }

  useCommands('bar', (command) => {
    if (approval.status !== 'pending') return false
    if (stage.at === 'explaining' && command.startsWith('pick-')) {
      const picked = stage.outcome.reasons[Number(command.slice('pick-'.length)) - 1]
      if (picked) dispatch({ do: 'pick-reason', reasonId: picked.id })
      return picked !== undefined
    }
    switch (command) {
      case 'approve':
        return choose(approval.outcomes.find((outcome) => outcome.kind === 'success'))
      case 'reject':
        return choose(approval.outcomes.find((outcome) => outcome.kind === 'failure'))
      case 'edit':
        if (approval.form && unread === null) dispatch({ do: 'edit' })
        return approval.form !== null
      case 'send':
        send()
        return stage.at === 'armed' || stage.at === 'explaining'
      case 'open':
        // Enter away from any control: it commits what is armed, and nothing else.
        if (stage.at === 'armed') send()
        return stage.at === 'armed'
      case 'back':
        if (stage.at === 'idle' || stage.at === 'sending') return false
        dispatch({ do: 'step-back' })
        return true
      default:
        return false
    }
  })

  return (
    <section
      aria-label="Decision"
      className="shrink-0 border-t bg-surface pb-[env(safe-area-inset-bottom)] shadow-[0_-8px_24px_-18px_oklch(0_0_0/0.35)]"
    >
      <div className="relative mx-auto max-h-[70dvh] w-full max-w-3xl overflow-y-auto px-4 py-3 scroll-thin md:px-8">
        {approval.status !== 'pending' ? (
          <>
            {stage.at === 'refused' ? <Refusal approval={approval} draft={draft} dispatch={dispatch} /> : null}
            <AfterDecision approval={approval} next={next} left={left} onNext={onNext} nextRef={nextRef} />
          </>
        ) : stage.at === 'refused' ? (
          <Refusal approval={approval} draft={draft} dispatch={dispatch} />
        ) : stage.at === 'editing' && approval.form ? (
          <EditPanel form={approval.form} input={draft.input} dispatch={dispatch} />
        ) : stage.at === 'armed' || (stage.at === 'sending' && stage.outcome.kind === 'success') ? (
          <ArmedBar
            approval={approval}
            draft={draft}
            outcome={stage.outcome}
            blocked={reason}
            reveal={reveal}
            dispatch={dispatch}
            onSend={send}
          />
        ) : stage.at === 'explaining' || stage.at === 'sending' ? (
          <ReasonPanel
            draft={draft}
            outcome={stage.outcome}
            blocked={reason}
            reveal={reveal}
            dispatch={dispatch}
            onSend={send}
          />
        ) : (
          <OutcomeButtons
            approval={approval}
            draft={draft}
            blocked={reason}
            editBlocked={unread}
            reveal={reveal}
            onChoose={choose}
            onEdit={() => dispatch({ do: 'edit' })}
          />
        )}
      </div>
    </section>
  )
}
