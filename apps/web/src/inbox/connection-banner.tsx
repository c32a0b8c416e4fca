'use client'

import { CloudOff, RefreshCw } from 'lucide-react'
import { Clock } from '../time/moment.tsx'
import { useLive } from './live.tsx'

/** Says that what is on the screen may be old, and what still works. */
export function ConnectionBanner() {
  const { connection, since } = useLive()
  if (connection === 'live' || connection === 'connecting') return null
  const offline = connection === 'offline'
  return (
    <div role="status" className="flex items-center gap-2.5 border-b bg-warn-soft px-4 py-2 text-sm">
      {offline ? (
        <CloudOff className="size-4 shrink-0 text-warn" aria-hidden="true" />
      ) : (
        <RefreshCw
          className="size-4 shrink-0 text-warn motion-safe:animate-spin motion-safe:[animation-duration:2s]"
          aria-hidden="true"
        />
      )}
      <p>
        <strong className="font-medium">{offline ? 'You are offline.' : 'Reconnecting.'}</strong>{' '}
        <span className="text-ink-2">
          {offline
            ? 'You can read; decisions wait until the connection is back.'
            : 'New items and results may be missing'}
          {!offline && since !== null ? (
            <>
              {' since '}
              <Clock at={new Date(since).toISOString()} />.
            </>
          ) : null}
        </span>
      </p>
    </div>
  )
}
