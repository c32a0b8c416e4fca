'use client'

import { clockText, utcText } from '@countersign/shared/clock-text'
import { type TimeLeft, timeLeft, type Urgency } from '@countersign/shared/time-left'
import { AlarmClock, Clock3, TriangleAlert } from 'lucide-react'
import { cx } from '../ui/cx.ts'
import { useNow } from './now.ts'

const ICONS: Record<Urgency, typeof Clock3> = {
  none: Clock3,
  soon: AlarmClock,
  now: TriangleAlert,
  over: TriangleAlert,
}
const COLOURS: Record<Urgency, string> = { none: 'text-ink-2', soon: 'text-warn', now: 'text-bad', over: 'text-bad' }

type Props = { readonly dueAt: string; readonly openedAt: string }

function useTimeLeft({ dueAt, openedAt }: Props): TimeLeft & { readonly now: number; readonly due: number } {
  const due = Date.parse(dueAt)
  const opened = Date.parse(openedAt)
  const now = useNow((current) => timeLeft(due, opened, current).changesInMs)
  return { ...timeLeft(due, opened, now), now, due }
}

/** In a row: "2h" with an icon; the words are in its label and on hover. */
export function TimeLeftShort(props: Props) {
  const { short, relative, urgency, word, due, now } = useTimeLeft(props)
  const Icon = ICONS[urgency]
  const sentence = `${word ? `${word}: ` : 'Due '}${relative} (${clockText(due, now)})`
  return (
    <time
      dateTime={props.dueAt}
      title={`${sentence} · ${utcText(due)}`}
      className={cx('flex items-center gap-1 text-xs tabular', COLOURS[urgency])}
    >
      {urgency === 'none' ? null : <Icon className="size-3.5" aria-hidden="true" />}
      <span aria-hidden="true">{short}</span>
      <span className="sr-only">{sentence}</span>
    </time>
  )
}

/** In the detail: "in 2 h 10 min" over "14:30 CEST", never the colour alone. */
export function TimeLeftFull(props: Props) {
  const { relative, urgency, word, due, now } = useTimeLeft(props)
  const Icon = ICONS[urgency]
  return (
    <>
      <time dateTime={props.dueAt} title={utcText(due)} className="flex flex-wrap items-center gap-x-1.5">
        <Icon className={cx('size-4', COLOURS[urgency])} aria-hidden="true" />
        <span className={cx('font-medium tabular', COLOURS[urgency], urgency === 'none' && 'text-ink')}>
          {word ? `${word}, ${relative}` : relative}
        </span>
        <span className="text-ink-2 tabular">{clockText(due, now)}</span>
      </time>
      <span role="status" className="sr-only">
        {milestone(due - now)}
      </span>
    </>
  )
}

/** A screen reader hears the countdown three times, not every second. */
function milestone(left: number): string {
  const minutes = left / 60_000
  if (minutes <= 0) return 'The deadline has passed.'
  if (minutes <= 1) return 'One minute left to decide.'
  if (minutes <= 5) return 'Five minutes left to decide.'
  return minutes <= 15 ? 'Fifteen minutes left to decide.' : ''
}
