'use client'

import { useRouter, useSearchParams } from 'next/navigation'
import { useEffect, useState } from 'react'
import type { z } from 'zod'
import { sentenceOf } from '../api/problem.ts'
import { useCommand } from '../api/use-command.ts'
import { Banner } from '../ui/banner.tsx'
import { Button } from '../ui/button.tsx'

type Props<S extends z.ZodType> = {
  /** Where the code goes, on a press of the button; being here has changed nothing (I9). */
  readonly path: string
  readonly schema: S
  readonly confirm: string
  readonly words: string
  readonly failed: string
  /** Where it began, and where it ends. */
  readonly home: string
  readonly homeLabel: string
  readonly onDone: (answer: z.output<S>) => void
}

/** Slack sent the browser back with a code. What it would do is said first, then one press does it. */
export function SlackReturn<S extends z.ZodType>({
  path,
  schema,
  confirm,
  words,
  failed,
  home,
  homeLabel,
  onDone,
}: Props<S>) {
  const router = useRouter()
  const search = useSearchParams()
  // Read once: the code leaves the address bar, and so the browser's history, as soon as it is known.
  const [given] = useState(() => ({ code: search.get('code'), state: search.get('state'), error: search.get('error') }))
  const { code, state, error } = given
  useEffect(() => {
    if (window.location.search) window.history.replaceState(window.history.state, '', window.location.pathname)
  }, [])
  const send = useCommand<{ code: string; state: string }, S>(path, schema, (answer) => {
    onDone(answer)
    router.replace(home)
  })

  if (error !== null || code === null || state === null)
    return (
      <Banner
        tone="info"
        title={error === 'access_denied' ? 'You said no in Slack' : 'There is nothing to confirm here'}
        action={
          <Button size="sm" onClick={() => router.push(home)}>
            {homeLabel}
          </Button>
        }
      >
        {error === 'access_denied'
          ? 'Nothing was changed.'
          : error
            ? `Slack answered “${error.slice(0, 80)}”. Nothing was changed; start again.`
            : 'This page is where Slack sends you back to. Start from the page before it.'}
      </Banner>
    )
  return (
    <div className="rounded-lg border px-5 py-4">
      <p className="max-w-[62ch]">{words}</p>
      <div className="mt-4 flex flex-wrap gap-2">
        <Button
          tone="primary"
          disabledReason={send.isPending || send.isSuccess ? 'One moment…' : null}
          onClick={() => send.mutate({ code, state })}
        >
          {confirm}
        </Button>
        <Button tone="ghost" onClick={() => router.push(home)}>
          Cancel
        </Button>
      </div>
      {send.isError ? (
        <div className="mt-4">
          <Banner tone="bad" live="alert" title={failed}>
            {sentenceOf(send.error)} A code from Slack works once and for a few minutes: if it is spent, start again.
          </Banner>
        </div>
      ) : null}
    </div>
  )
}
