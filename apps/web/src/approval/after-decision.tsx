'use client'

import { reveal } from '@countersign/shared/hidden-characters'
import type { ApprovalSummary, ApprovalView } from '@countersign/shared/views'
import { ArrowRight, Ban, TimerOff } from 'lucide-react'
import type { RefObject } from 'react'
import { buttonClass } from '../ui/button.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { DeliveryTracker } from './delivery-tracker.tsx'
import { useProjection } from './projection.ts'

type Props = {
  readonly approval: ApprovalView
  readonly next: ApprovalSummary | null
  readonly left: number
  readonly onNext: () => void
  readonly nextRef: RefObject<HTMLButtonElement | null>
}

/** In the bar's place once nothing can be decided: what was decided, how far it got, and where to go on. */
export function AfterDecision({ approval, next, left, onNext, nextRef }: Props) {
  const { ended } = useProjection()
  const Icon = approval.status === 'expired' ? TimerOff : Ban
  return (
    <div className="flex flex-wrap items-end gap-x-6 gap-y-3">
      <div className="min-w-0 flex-1 basis-80">
        {approval.decision && approval.callback ? (
          <DeliveryTracker approval={approval} decision={approval.decision} callback={approval.callback} />
        ) : (
          <p className="flex items-center gap-2 text-ink-2">
            <Icon className="size-4 shrink-0 text-ink-3" aria-hidden="true" />
            {ended?.label}: it can no longer be decided. Nothing was sent to the workflow.
          </p>
        )}
      </div>
      {next ? (
        <button
          ref={nextRef}
          type="button"
          onClick={onNext}
          aria-keyshortcuts="j"
          className={buttonClass('secondary', 'md', 'h-9! max-w-72 max-md:w-full max-md:max-w-none')}
        >
          <span className="truncate">Next: {reveal(next.title)}</span>
          <span className="sr-only">, {left} left</span>
          <ArrowRight className="size-3.5 shrink-0" aria-hidden="true" />
          <Kbd>↵</Kbd>
        </button>
      ) : null}
    </div>
  )
}
