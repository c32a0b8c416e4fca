'use client'

import { reveal } from '@countersign/shared/hidden-characters'
import { webPaths } from '@countersign/shared/paths'
import { projectRow } from '@countersign/shared/project-row'
import type { ApprovalSummary } from '@countersign/shared/views'
import { AlarmClock, Ban, BellOff, Check, TimerOff, X } from 'lucide-react'
import Link from 'next/link'
import { type MouseEvent, memo } from 'react'
import { Ago, Clock } from '../time/moment.tsx'
import { useNow } from '../time/now.ts'
import { TimeLeftShort } from '../time/time-left-label.tsx'
import { Avatar } from '../ui/avatar.tsx'
import { cx } from '../ui/cx.ts'
import { RiskLabel } from './risk.tsx'

type Props = {
  readonly row: ApprovalSummary
  readonly current: boolean
  /** Roving focus: one row of the list is in the tab order, arrows move from there. */
  readonly tabbable: boolean
  readonly onOpen: (row: ApprovalSummary, event: MouseEvent) => void
}

/**
 * One approval in two lines. A link, so that it can be opened in a tab of its own. Remembered, because a step through a
 * list of hundreds changes two rows and may not render the others.
 */
export const ApprovalRow = memo(function ApprovalRow({ row, current, tabbable, onOpen }: Props) {
  const open = row.status === 'pending'
  return (
    <Link
      href={webPaths.approval(row.id)}
      prefetch={false}
      data-row={row.id}
      aria-current={current ? 'true' : undefined}
      tabIndex={tabbable ? 0 : -1}
      onClick={(event) => onOpen(row, event)}
      className={cx(
        'lazy-row relative flex h-16 flex-col justify-center gap-0.5 border-b px-4 -outline-offset-2 max-md:h-18',
        current
          ? 'bg-selected before:absolute before:inset-y-0 before:left-0 before:w-[3px] before:bg-accent'
          : 'hover:bg-hover',
      )}
    >
      <span className="flex items-center gap-3">
        <span
          dir="auto"
          className={cx('min-w-0 flex-1 truncate text-[0.84375rem] leading-5', open ? 'font-medium' : 'text-ink-3')}
        >
          {reveal(row.title)}
        </span>
        {open && row.deadline ? <TimeLeftShort dueAt={row.deadline.at} openedAt={row.createdAt} /> : null}
        {open ? null : (
          <Ago at={row.decision?.decidedAt ?? row.closed?.at ?? row.createdAt} className="text-ink-3 text-xs tabular" />
        )}
      </span>
      <span className="flex items-center gap-3 text-xs">{open ? <OpenLine row={row} /> : <EndLine row={row} />}</span>
    </Link>
  )
})

function OpenLine({ row }: { readonly row: ApprovalSummary }) {
  return (
    <>
      <span dir="auto" className="min-w-0 flex-1 truncate text-ink-2">
        {reveal(row.contextLine ?? `${row.stateMachineName} · ${row.stateName}`)}
      </span>
      <Looking claim={row.claim} assignee={row.assignee} />
      <Votes waiting={row.waiting} />
      <Watch watch={row.watch} />
      {row.attempt > 1 ? <span className="text-ink-3 tabular">attempt {row.attempt}</span> : null}
      <RiskLabel risk={row.risk} />
    </>
  )
}

/** Where more than one vote is needed: how far they have come. */
function Votes({ waiting }: Pick<ApprovalSummary, 'waiting'>) {
  if (!waiting || waiting.needed < 2) return null
  return (
    <span className="text-ink-3 tabular">
      {waiting.given}/{waiting.needed}
      <span className="sr-only"> votes</span>
    </span>
  )
}

/** Who looks after it at the moment, or who it was handed to. */
function Looking({ claim, assignee }: Pick<ApprovalSummary, 'claim' | 'assignee'>) {
  const now = useNow((at) => (claim ? Math.max(1_000, Date.parse(claim.until) - at) : 2 ** 30))
  const person = claim && Date.parse(claim.until) > now ? claim.by : assignee
  if (!person) return null
  const words = person === assignee ? `Handed to ${person.name}` : `${person.name} looks after it`
  return (
    <span title={reveal(words)} className="flex shrink-0">
      <Avatar name={person.name} size="sm" />
      <span className="sr-only">{reveal(words)}</span>
    </span>
  )
}

/** That this person has put it aside; the list stands still, so the row stays until the list is left. */
function Watch({ watch }: Pick<ApprovalSummary, 'watch'>) {
  if (watch?.snoozedUntil)
    return (
      <span className="flex items-center gap-1 text-ink-3">
        <AlarmClock className="size-3" aria-hidden="true" />
        <span className="sr-only">Snoozed until </span>
        <Clock at={watch.snoozedUntil} className="tabular" />
      </span>
    )
  if (!watch?.muted) return null
  return (
    <span title="Muted" className="text-ink-3">
      <BellOff className="size-3" aria-hidden="true" />
      <span className="sr-only">Muted</span>
    </span>
  )
}

function EndLine({ row }: { readonly row: ApprovalSummary }) {
  const { decision, ended, delivery } = projectRow(row)
  const good = row.decision?.kind === 'success'
  const Icon = decision === null ? (row.status === 'expired' ? TimerOff : Ban) : good ? Check : X
  const colour = decision === null ? undefined : good ? 'text-good' : 'text-bad'
  return (
    <span className="flex min-w-0 items-center gap-1.5 text-ink-3">
      <Icon className={cx('size-3.5 shrink-0', colour)} aria-hidden="true" />
      <span className="truncate">
        {decision ?? (ended ? `${ended.label} · ${ended.sentence}` : '')}
        {delivery ? (
          <>
            {' · '}
            <span className={cx(delivery.tone === 'bad' && 'font-medium text-bad')}>{delivery.label}</span>
          </>
        ) : null}
      </span>
    </span>
  )
}
