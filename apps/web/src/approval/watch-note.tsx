'use client'

import type { ApprovalView } from '@countersign/shared/views'
import { sentenceOf } from '../api/problem.ts'
import { Clock } from '../time/moment.tsx'
import { Banner } from '../ui/banner.tsx'
import { Button } from '../ui/button.tsx'
import { useWatch } from './use-watch.ts'

/** Says that this person has put the approval aside, and takes it back. */
export function WatchNote({ approval }: { readonly approval: ApprovalView }) {
  const { snooze, mute } = useWatch(approval)
  const until = approval.watch?.snoozedUntil ?? null
  const error = snooze.error ?? mute.error
  const wake = () => (until ? snooze.mutate({}) : mute.mutate({ muted: false }))
  return (
    <Banner
      tone="info"
      title={
        until ? (
          <>
            Snoozed until <Clock at={until} />
          </>
        ) : (
          'Muted'
        )
      }
      action={
        <Button size="sm" onClick={wake} disabledReason={snooze.isPending || mute.isPending ? 'One moment…' : null}>
          {until ? 'Wake it' : 'Unmute'}
        </Button>
      }
    >
      {error
        ? sentenceOf(error)
        : until
          ? 'It is out of your queue until then. The deadline does not move, and others see it as before.'
          : 'You get no messages about it. It stays in your queue.'}
    </Banner>
  )
}
