'use client'

import { reveal } from '@countersign/shared/hidden-characters'
import { isCallbackOpen } from '@countersign/shared/statuses'
import type { ApprovalView, CallbackView, DecisionView } from '@countersign/shared/views'
import { Check, Undo2, X } from 'lucide-react'
import { useCommands } from '../keys/keyboard.tsx'
import { Clock } from '../time/moment.tsx'
import { useNow } from '../time/now.ts'
import { Button } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { Kbd } from '../ui/kbd.tsx'
import { type DeliveryStep, deliverySteps } from './delivery-steps.ts'
import { useProjection } from './projection.ts'
import { useUndo } from './use-undo.ts'

type Props = { readonly approval: ApprovalView; readonly decision: DecisionView; readonly callback: CallbackView }

/** Recorded → Sent → Workflow continued, with the history event as evidence; or what went wrong instead. */
export function DeliveryTracker({ approval, decision, callback }: Props) {
  const { decision: decided, delivery } = useProjection()
  const event = callback.historyEvent
  return (
    <div>
      <ol aria-label="Delivery" className="flex flex-wrap items-center gap-x-2 gap-y-1.5">
        {deliverySteps(decision, callback).map((step, index) => (
          <li key={step.label} className="flex items-center gap-2">
            {index > 0 ? (
              <span
                aria-hidden="true"
                className={cx('h-px w-5', step.state === 'todo' ? 'bg-line-strong' : 'bg-ink-3')}
              />
            ) : null}
            <StepMark state={step.state} />
            <span
              className={cx(
                step.state === 'todo' ? 'text-ink-3' : 'font-medium',
                step.state === 'failed' && 'text-bad',
              )}
            >
              {step.label}
              <span className="sr-only">{STATE_WORDS[step.state]}</span>
            </span>
          </li>
        ))}
      </ol>
      <p role="status" className="mt-1 text-ink-2 text-xs wrap-anywhere">
        <span className="text-ink">{decided?.sentence}</span>
        {' · '}
        {delivery?.sentence}
        {event ? (
          <>
            {' '}
            History event {event.id}, <code className="font-mono">{event.type}</code>, <Clock at={event.at} />.
          </>
        ) : null}
        {callback.detail && (delivery?.tone === 'bad' || isCallbackOpen(callback.status))
          ? ` ${reveal(callback.detail)}`
          : ''}
        {callback.attempts > 1 && isCallbackOpen(callback.status) ? ` Try ${callback.attempts}.` : ''}
      </p>
      <UndoButton approval={approval} decision={decision} callback={callback} />
    </div>
  )
}

const STATE_WORDS = { done: ', done', active: ', under way', failed: ', failed', todo: ', not yet' } as const

function StepMark({ state }: { readonly state: DeliveryStep['state'] }) {
  return (
    <span
      aria-hidden="true"
      className={cx(
        'grid size-4 place-items-center rounded-full [&>svg]:size-3',
        state === 'done' && 'bg-good text-surface',
        state === 'failed' && 'bg-bad text-surface',
        state === 'active' && 'border-[1.5px] border-accent-text border-t-transparent motion-safe:animate-spin',
        state === 'todo' && 'border-[1.5px] border-line-strong',
      )}
    >
      {state === 'done' ? <Check strokeWidth={3} /> : state === 'failed' ? <X strokeWidth={3} /> : null}
    </span>
  )
}

/** The same undo as in the toast, for those who looked away from it. */
export function UndoButton({ approval, decision, callback }: Props) {
  const undo = useUndo(approval.id)
  const now = useNow(() => 1_000)
  const until = decision.undoUntil ? Date.parse(decision.undoUntil) : 0
  useCommands('approval', (command) => {
    if (command !== 'undo' || callback.status !== 'held' || !approval.may.undo.allowed) return false
    if (!undo.isPending) undo.mutate()
    return true
  })
  if (callback.status !== 'held' || until <= now) return null
  return (
    <div className="mt-2">
      <Button
        size="sm"
        aria-keyshortcuts="z"
        onClick={() => undo.mutate()}
        disabledReason={undo.isPending ? 'Undoing…' : approval.may.undo.allowed ? null : approval.may.undo.reason}
      >
        <Undo2 className="size-3.5" aria-hidden="true" />
        Undo
        <span className="text-ink-3 tabular">{Math.ceil((until - now) / 1_000)} s</span>
        <Kbd>Z</Kbd>
      </Button>
    </div>
  )
}
