'use client'

import { sensitiveLabels } from '@countersign/shared/case'
import { apiPath } from '@countersign/shared/paths'
import { wantsReveal } from '@countersign/shared/policy-document'
import { type ApprovalView, type RevealedCase, revealedCase } from '@countersign/shared/views'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { sentenceOf } from '../api/problem.ts'
import { useCommand } from '../api/use-command.ts'
import { useOfflineReason } from '../inbox/live.tsx'
import { withRevealed } from './reveal-overlay.ts'

export type Reveal = {
  /** What the case calls its hidden values; none: there is nothing to reveal. */
  readonly labels: readonly string[]
  readonly open: boolean
  /** This person has not looked yet, neither now nor earlier. */
  readonly unseen: boolean
  /** The policy counts no vote of theirs until they have. */
  readonly demanded: boolean
  readonly busy: string | null
  readonly failure: string | null
  readonly toggle: () => void
}

/** What was revealed lives in this page only: a reload hides it again, and to look again costs one press. */
export function useReveal(approval: ApprovalView) {
  const client = useQueryClient()
  const [revealed, setRevealed] = useState<readonly RevealedCase[]>([])
  const offline = useOfflineReason()
  const { id, demands } = approval
  const command = useCommand<object, typeof revealedCase>(apiPath('reveal', { id }), revealedCase, (answer) => {
    setRevealed((before) => [...before, answer])
    // The case may be newer than the page; and the log has an entry more.
    void client.invalidateQueries({ queryKey: ['approval', id] })
    void client.invalidateQueries({ queryKey: ['audit', id] })
  })
  const shown = withRevealed(approval, revealed)
  const labels = sensitiveLabels(approval.case)
  const open = shown !== approval
  const busy = command.isPending ? 'One moment…' : open ? null : (offline ?? approval.may.reveal.reason)
  const reveal: Reveal = {
    labels,
    open,
    unseen: labels.length > 0 && !shown.revealed,
    demanded: wantsReveal(demands),
    busy,
    failure: command.error ? sentenceOf(command.error) : null,
    toggle: () => {
      if (busy !== null) return
      if (open) setRevealed([])
      else command.mutate({})
    },
  }
  return { shown, reveal, asSeen: (earlier: ApprovalView) => withRevealed(earlier, revealed) }
}
