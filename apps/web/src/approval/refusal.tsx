'use client'

import { reveal } from '@countersign/shared/hidden-characters'
import { webPaths } from '@countersign/shared/paths'
import { throughWords } from '@countersign/shared/project-ending'
import { VIAS } from '@countersign/shared/statuses'
import { ago } from '@countersign/shared/time-left'
import type { ApprovalView } from '@countersign/shared/views'
import Link from 'next/link'
import { type Dispatch, useState } from 'react'
import { addComment } from '../api/add-comment.ts'
import { newIdempotencyKey } from '../api/idempotency-key.ts'
import { sentenceOf } from '../api/problem.ts'
import { useRemember } from '../inbox/remember.ts'
import { useServerNow } from '../time/now.ts'
import { Banner } from '../ui/banner.tsx'
import { Button, buttonClass } from '../ui/button.tsx'
import type { Draft, DraftAction } from './decision-draft.ts'

type Props = { readonly approval: ApprovalView; readonly draft: Draft; readonly dispatch: Dispatch<DraftAction> }

/** The vote was not taken. Says who was first or what changed, that nothing was sent, and keeps what was typed. */
export function Refusal({ approval, draft, dispatch }: Props) {
  const serverNow = useServerNow()
  const remember = useRemember()
  const [posting, setPosting] = useState<'no' | 'yes' | string>('no')
  if (draft.stage.at !== 'refused') return null
  const { problem, message } = draft.stage
  const { title, text } = words(problem, message, approval, serverNow())
  const comment = draft.comment.trim()
  const over = approval.status !== 'pending'

  const post = () => {
    setPosting('yes')
    addComment(approval.id, comment, newIdempotencyKey()).then(
      (view) => {
        remember(view)
        dispatch({ do: 'clear' })
      },
      (error: unknown) => setPosting(sentenceOf(error)),
    )
  }

  return (
    <div className="mb-3 last:mb-0">
      <Banner tone={problem ? 'warn' : 'bad'} title={title} live="alert">
        {text}
        {comment ? (
          <p className="mt-1.5">
            Your comment is kept:{' '}
            <q dir="auto" className="text-ink wrap-anywhere">
              {reveal(comment)}
            </q>
          </p>
        ) : null}
        {posting !== 'no' && posting !== 'yes' ? <p className="mt-1.5">{posting}</p> : null}
        <div className="mt-2.5 flex flex-wrap gap-2">
          {over && comment && approval.may.comment.allowed ? (
            <Button size="sm" onClick={post} disabledReason={posting === 'yes' ? 'Posting…' : null}>
              Post it as a comment
            </Button>
          ) : null}
          {problem?.rule === 'recent-sign-in' ? (
            <Link href={webPaths.signIn(webPaths.approval(approval.id))} className={buttonClass('primary', 'sm')}>
              Sign in again
            </Link>
          ) : null}
          <Button size="sm" onClick={() => dispatch(over ? { do: 'clear' } : { do: 'step-back' })}>
            {over ? 'Dismiss' : 'Back to the decision'}
          </Button>
        </div>
      </Banner>
    </div>
  )
}

/** A newer API may name a channel that this page does not know: then it goes without saying. */
function through(channel: string): string {
  const via = VIAS.find((each) => each === channel)
  return via ? throughWords(via) : ''
}

type Words = { readonly title: string; readonly text: string }
type Refused = Extract<Draft['stage'], { at: 'refused' }>

function words(problem: Refused['problem'], message: string, approval: ApprovalView, now: number): Words {
  if (problem === null) return { title: 'It is not known whether your decision arrived', text: message }
  switch (problem.code) {
    case 'already-decided': {
      const winner = problem.winner
      const comment = approval.decision?.comment
      return {
        title: winner
          ? `“${reveal(winner.label)}” by ${reveal(winner.name)}${through(winner.via)} ${ago(Date.parse(winner.at), now)}${comment ? `: “${reveal(comment)}”` : ''}. Yours was not sent.`
          : 'Someone decided before you. Yours was not sent.',
        text: 'The first decision stands.',
      }
    }
    case 'case-changed':
    case 'version-changed':
      return {
        title: 'The case changed since you saw it. Yours was not sent.',
        text: 'Read what is different above, then decide again.',
      }
    case 'expired':
    case 'withdrawn':
    case 'superseded':
      return { title: `${problem.title}. Yours was not sent.`, text: message }
    default:
      return { title: `${problem.title}. Nothing was sent.`, text: message }
  }
}
