'use client'

import { reveal } from '@countersign/shared/hidden-characters'
import type { ApprovalView } from '@countersign/shared/views'
import { Hand } from 'lucide-react'
import { sentenceOf } from '../api/problem.ts'
import { useOfflineReason } from '../inbox/live.tsx'
import { useCommands } from '../keys/keyboard.tsx'
import { Clock } from '../time/moment.tsx'
import { Button } from '../ui/button.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { useClaim } from './use-claim.ts'

/** Who looks after it, so that two people do not read the same case. It warns; anybody who may decide still may. */
export function ClaimNote({ approval }: { readonly approval: ApprovalView }) {
  const { held, mine, mayClaim, claim, release } = useClaim(approval)
  const offline = useOfflineReason()
  const { assignee, status } = approval
  const busy = offline ?? (claim.isPending || release.isPending ? 'One moment…' : null)
  const press = () => {
    if (busy) return
    if (mine) release.mutate({})
    else claim.mutate({ takeOver: held !== null })
  }

  useCommands('approval', (command) => {
    if (command !== 'claim' || !mayClaim) return false
    press()
    return true
  })

  if (status !== 'pending' || !(held || assignee || mayClaim)) return null
  const failure = claim.error ?? release.error
  return (
    <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-1.5 text-ink-2">
      <Hand className="size-3.5 shrink-0 text-ink-3" aria-hidden="true" />
      <p className="min-w-0 flex-1 wrap-anywhere" role="status">
        {held ? (
          <>
            {mine ? 'You look after it' : `${reveal(held.by.name)} looks after it`} until{' '}
            <Clock at={held.until} className="tabular" />
          </>
        ) : assignee ? (
          `Handed to ${reveal(assignee.name)}`
        ) : (
          'Nobody looks after it yet'
        )}
        {held && assignee ? `, handed to ${reveal(assignee.name)}` : ''}
        {failure ? <span className="block text-bad">{sentenceOf(failure)}</span> : null}
      </p>
      {mayClaim ? (
        <Button size="sm" disabledReason={busy} onClick={press} aria-keyshortcuts="m">
          {mine ? 'Release' : held ? 'Take over' : 'Claim'}
          <Kbd>M</Kbd>
        </Button>
      ) : null}
    </div>
  )
}
