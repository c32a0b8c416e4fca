'use client'

import { reveal } from '@countersign/shared/hidden-characters'
import type { ApprovalView } from '@countersign/shared/views'
import { CircleHelp, CornerDownRight, Eye, Gavel, MessageSquare, RotateCcw, Send, TimerOff } from 'lucide-react'
import { Ago } from '../time/moment.tsx'
import { cx } from '../ui/cx.ts'
import { UndoButton } from './delivery-tracker.tsx'
import { useProjection } from './projection.ts'
import { type Entry, timelineEntries } from './timeline-entries.ts'

const ICONS: Record<Entry['kind'], typeof Send> = {
  asked: CircleHelp,
  attempt: RotateCcw,
  vote: CornerDownRight,
  decision: Gavel,
  delivery: Send,
  comment: MessageSquare,
  reveal: Eye,
  closed: TimerOff,
}

export function Timeline({ approval }: { readonly approval: ApprovalView }) {
  const { decision, callback } = approval
  const projection = useProjection()
  return (
    <ol className="space-y-3.5">
      {timelineEntries(approval, projection).map((entry) => {
        const Icon = ICONS[entry.kind]
        return (
          <li key={entry.id} className="flex gap-3">
            <span className="grid size-5 shrink-0 place-items-center">
              <Icon
                aria-hidden="true"
                className={cx(
                  'size-3.5',
                  entry.tone === 'good' ? 'text-good' : entry.tone === 'bad' ? 'text-bad' : 'text-ink-3',
                )}
              />
            </span>
            <div className="min-w-0 flex-1">
              <p className="wrap-anywhere">
                {entry.who ? <bdi className="font-medium">{reveal(entry.who)} </bdi> : null}
                <span className={entry.who ? 'text-ink-2' : 'font-medium'}>{reveal(entry.text)}</span>{' '}
                <Ago at={entry.at} className="whitespace-nowrap text-ink-3 text-xs" />
              </p>
              {entry.quote ? (
                <p dir="auto" className="mt-1 whitespace-pre-wrap border-line-strong border-l-2 pl-3 wrap-anywhere">
                  {reveal(entry.quote)}
                </p>
              ) : null}
              {entry.kind === 'decision' && decision && callback ? (
                <UndoButton approval={approval} decision={decision} callback={callback} />
              ) : null}
            </div>
          </li>
        )
      })}
    </ol>
  )
}
