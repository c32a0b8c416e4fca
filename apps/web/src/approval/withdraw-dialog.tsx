'use client'

import type { ApprovalView } from '@countersign/shared/views'
import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { newIdempotencyKey } from '../api/idempotency-key.ts'
import { sentenceOf } from '../api/problem.ts'
import { withdrawApproval } from '../api/withdraw-approval.ts'
import { useOfflineReason } from '../inbox/live.tsx'
import { useRemember } from '../inbox/remember.ts'
import { Banner } from '../ui/banner.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'

type Props = { readonly approval: ApprovalView; readonly open: boolean; readonly onOpenChange: (open: boolean) => void }

/** There is no undo for this one, so it asks: the waiting task fails at once. */
export function WithdrawDialog({ approval, open, onOpenChange }: Props) {
  const remember = useRemember()
  const offline = useOfflineReason()
  const [comment, setComment] = useState('')
  const intent = useRef({ comment: '', key: '' })

  const withdraw = useMutation({
    mutationFn: (text: string) => {
      if (intent.current.key === '' || intent.current.comment !== text)
        intent.current = { comment: text, key: newIdempotencyKey() }
      return withdrawApproval(approval.id, text, intent.current.key)
    },
    onSuccess: (view) => {
      remember(view)
      onOpenChange(false)
    },
  })

  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Withdraw the question"
      description="It leaves every queue, and nobody can decide it afterwards."
    >
      <p>
        The waiting task fails with <code className="font-mono text-xs">Countersign.Cancelled</code>, which the workflow
        may catch. This cannot be undone.
      </p>
      <label className="mt-4 block">
        <span className="mb-1.5 block text-ink-2 text-xs">Comment (optional)</span>
        <textarea
          value={comment}
          rows={2}
          maxLength={4_000}
          onChange={(event) => setComment(event.target.value)}
          className="block w-full resize-y rounded-md border border-line-strong bg-surface px-2.5 py-1.5 focus:outline-2 focus:outline-accent-text focus:-outline-offset-1"
        />
      </label>
      {withdraw.isError ? (
        <div className="mt-3">
          <Banner tone="bad" live="alert" title="It was not withdrawn">
            {sentenceOf(withdraw.error)}
          </Banner>
        </div>
      ) : null}
      <div className="mt-4 flex justify-end gap-2">
        <Button tone="ghost" onClick={() => onOpenChange(false)}>
          Keep it open
        </Button>
        <Button
          tone="danger"
          disabledReason={offline ?? (withdraw.isPending ? 'Withdrawing…' : null)}
          onClick={() => withdraw.mutate(comment.trim())}
        >
          Withdraw
        </Button>
      </div>
    </Dialog>
  )
}
