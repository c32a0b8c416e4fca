'use client'

import type { ApprovalView } from '@countersign/shared/views'
import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { addComment } from '../api/add-comment.ts'
import { newIdempotencyKey } from '../api/idempotency-key.ts'
import { sentenceOf } from '../api/problem.ts'
import { useOfflineReason } from '../inbox/live.tsx'
import { useRemember } from '../inbox/remember.ts'
import { Button } from '../ui/button.tsx'

/** A question or a remark that decides nothing and stops no clock. */
export function NewComment({ approval }: { readonly approval: ApprovalView }) {
  const remember = useRemember()
  const offline = useOfflineReason()
  const [text, setText] = useState('')
  const intent = useRef({ text: '', key: '' })
  const blocked = approval.may.comment.allowed ? offline : (approval.may.comment.reason ?? 'You may not comment here.')

  const post = useMutation({
    mutationFn: (comment: string) => {
      if (intent.current.text !== comment) intent.current = { text: comment, key: newIdempotencyKey() }
      return addComment(approval.id, comment, intent.current.key)
    },
    onSuccess: (view) => {
      intent.current = { text: '', key: '' }
      setText('')
      remember(view)
    },
  })
  const submit = () => {
    if (!blocked && text.trim() && !post.isPending) post.mutate(text.trim())
  }

  return (
    <form
      className="mt-4"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <label className="block overflow-hidden rounded-lg border border-line bg-surface focus-within:border-accent-text">
        <span className="sr-only">Comment</span>
        <textarea
          id="new-comment"
          value={text}
          rows={2}
          maxLength={4_000}
          readOnly={blocked !== null}
          aria-keyshortcuts="c"
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
              event.preventDefault()
              submit()
            }
            if (event.key === 'Escape') event.currentTarget.blur()
          }}
          placeholder={blocked ?? 'Ask or remark. The clock keeps running.'}
          className="block w-full resize-y bg-transparent px-3 py-2 outline-none placeholder:text-ink-3"
        />
      </label>
      <div className="mt-2 flex items-center justify-end gap-3">
        <p role="status" className="text-bad text-xs">
          {post.isError ? sentenceOf(post.error) : ''}
        </p>
        <Button
          type="submit"
          disabledReason={
            blocked ?? (text.trim() === '' ? 'Write something first.' : post.isPending ? 'Posting…' : null)
          }
        >
          Comment
        </Button>
      </div>
    </form>
  )
}
