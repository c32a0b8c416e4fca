'use client'

import { clockText, utcText } from '@countersign/shared/clock-text'
import { ago } from '@countersign/shared/time-left'
import { useNow } from './now.ts'

const MINUTE_MS = 60_000

/** When something happened: "12 min ago", with the local time and zone, and UTC, on hover. */
export function Ago({ at, className }: { readonly at: string; readonly className?: string }) {
  const instant = Date.parse(at)
  const now = useNow((current) => (current - instant < MINUTE_MS ? 1_000 : MINUTE_MS / 2))
  return (
    <time dateTime={at} title={`${clockText(instant, now)} · ${utcText(instant)}`} className={className}>
      {ago(instant, now)}
    </time>
  )
}

/** The time of day with its zone, the day when it is not today; UTC on hover. */
export function Clock({ at, className }: { readonly at: string; readonly className?: string }) {
  const instant = Date.parse(at)
  const now = useNow(() => MINUTE_MS * 10)
  return (
    <time dateTime={at} title={utcText(instant)} className={className}>
      {clockText(instant, now)}
    </time>
  )
}
