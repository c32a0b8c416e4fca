'use client'

import type { ApprovalView } from '@countersign/shared/views'
import { useState } from 'react'
import { sentenceOf } from '../api/problem.ts'
import { Clock } from '../time/moment.tsx'
import { useServerNow } from '../time/now.ts'
import { Banner } from '../ui/banner.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { INPUT } from '../ui/field.tsx'
import { useWatch } from './use-watch.ts'

const HOUR_MS = 3_600_000

type Props = { readonly approval: ApprovalView; readonly open: boolean; readonly onOpenChange: (open: boolean) => void }

/** Out of the queue for a while, never past the deadline. */
export function SnoozeDialog({ approval, open, onOpenChange }: Props) {
  const serverNow = useServerNow()
  const { snooze } = useWatch(approval)
  const [until, setUntil] = useState('')
  const { deadline } = approval
  const send = (wish: string) => snooze.mutate({ until: wish }, { onSuccess: () => onOpenChange(false) })
  const busy = snooze.isPending ? 'One moment…' : null
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Snooze"
      description="It leaves your queue, and comes back with a message. Nobody else notices."
    >
      <div className="grid gap-2 sm:grid-cols-2">
        <Button disabledReason={busy} onClick={() => send(new Date(serverNow() + HOUR_MS).toISOString())}>
          For an hour
        </Button>
        <Button disabledReason={busy} onClick={() => send('tomorrow')}>
          Until tomorrow morning
        </Button>
      </div>
      <form
        className="mt-4 flex flex-wrap items-end gap-2 border-t pt-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (until && !busy) send(new Date(until).toISOString())
        }}
      >
        <label className="min-w-0 flex-1 basis-52">
          <span className="mb-1.5 block text-ink-2 text-xs">Until a time, in your zone</span>
          <input
            type="datetime-local"
            value={until}
            onChange={(event) => setUntil(event.target.value)}
            className={INPUT}
          />
        </label>
        <Button type="submit" tone="primary" disabledReason={busy ?? (until ? null : 'Choose a time first.')}>
          Snooze
        </Button>
      </form>
      {deadline ? (
        <p className="mt-3 text-ink-3 text-xs">
          Due <Clock at={deadline.at} />: a longer snooze ends there.
        </p>
      ) : null}
      {snooze.isError ? (
        <div className="mt-3">
          <Banner tone="bad" live="alert" title="It was not snoozed">
            {sentenceOf(snooze.error)}
          </Banner>
        </div>
      ) : null}
    </Dialog>
  )
}
