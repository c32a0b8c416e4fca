'use client'

import type { DemoUsersView } from '@countersign/shared/views'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ArrowRight } from 'lucide-react'
import { useRouter, useSearchParams } from 'next/navigation'
import { isProblem, sentenceOf } from '../api/problem.ts'
import { demoUsersQuery } from '../api/queries.ts'
import { signInAs } from '../api/sign-in.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Banner } from '../ui/banner.tsx'
import { Button } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { Mark } from '../ui/mark.tsx'
import { Bone } from '../ui/skeleton.tsx'
import { returnPath } from './return-path.ts'

type DemoUser = DemoUsersView['items'][number]

export function SignIn() {
  const users = useQuery(demoUsersQuery)
  const client = useQueryClient()
  const router = useRouter()
  const to = useSearchParams().get('to')

  const signIn = useMutation({
    mutationFn: signInAs,
    onSuccess: () => {
      // Everything cached belongs to whoever was here before.
      client.clear()
      router.replace(returnPath(to))
    },
  })
  const entering = signIn.isPending || signIn.isSuccess ? signIn.variables : null

  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-[27rem] flex-col px-5 py-14 md:justify-center md:py-16">
      <p className="flex items-center gap-2 font-semibold text-base tracking-tight">
        <Mark className="size-6" />
        Countersign
      </p>
      <h1 className="mt-8 font-semibold text-2xl tracking-[-0.022em]">Who is deciding today?</h1>
      <p className="mt-2 text-base text-ink-2">
        This is a demonstration at Fjord &amp; Field. Choose a person: each sees the queues of their own teams.
      </p>

      {signIn.isError ? (
        <div className="mt-5">
          <Banner tone="bad" title="You are not signed in" live="alert">
            {sentenceOf(signIn.error)}
          </Banner>
        </div>
      ) : null}

      <div className="mt-7 overflow-hidden rounded-xl border bg-surface shadow-1">
        {users.isPending ? <PeopleSkeleton /> : null}
        {users.isError ? <NoDemo error={users.error} onRetry={() => void users.refetch()} /> : null}
        {users.data ? (
          <ul className="divide-y">
            {users.data.items.map((user) => (
              <li key={user.id}>
                <Person
                  user={user}
                  entering={entering === user.id}
                  onChoose={() => entering === null && signIn.mutate(user.id)}
                />
              </li>
            ))}
          </ul>
        ) : null}
      </div>
      <p className="mt-4 text-ink-3 text-xs">Demo sign-in works on this computer only and asks for no password.</p>
    </main>
  )
}

function Person({
  user,
  entering,
  onChoose,
}: {
  readonly user: DemoUser
  readonly entering: boolean
  readonly onChoose: () => void
}) {
  return (
    <button
      type="button"
      onClick={onChoose}
      aria-busy={entering}
      className="group flex w-full items-center gap-3 px-4 py-3 text-left -outline-offset-2 transition-colors hover:bg-hover"
    >
      <Avatar name={user.name} size="lg" />
      <span className="min-w-0 flex-1">
        <span className="block font-medium text-base">{user.name}</span>
        <span className="block text-ink-2 text-xs">
          {user.title}
          <span className="text-ink-3"> · {duty(user)}</span>
        </span>
      </span>
      <ArrowRight
        aria-hidden="true"
        className={cx(
          'size-4 text-ink-3 transition group-hover:translate-x-0.5 group-hover:text-ink',
          entering && 'text-accent-text',
        )}
      />
    </button>
  )
}

function duty({ role, teams }: DemoUser): string {
  if (role === 'auditor') return 'reads everything, decides nothing'
  if (role === 'admin') return 'all teams'
  return teams.map((team) => team.name).join(' and ')
}

function PeopleSkeleton() {
  return (
    <div role="status" aria-label="Loading people" className="divide-y">
      {['one', 'two', 'three', 'four', 'five', 'six', 'seven'].map((name) => (
        <div key={name} className="flex items-center gap-3 px-4 py-3">
          <Bone className="size-9 rounded-full!" />
          <div className="py-1">
            <Bone className="h-3.5 w-32" />
            <Bone className="mt-2 h-2.5 w-48" />
          </div>
        </div>
      ))}
    </div>
  )
}

function NoDemo({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const off = isProblem(error, 'not-found', 'not-permitted')
  return (
    <Banner
      flush
      tone={off ? 'info' : 'warn'}
      title={off ? 'Demo sign-in is switched off here' : 'The people could not be loaded'}
      live="status"
      action={
        off ? null : (
          <Button size="sm" onClick={onRetry}>
            Try again
          </Button>
        )
      }
    >
      {off
        ? 'This installation has no browser sign-in. Ask whoever runs it, or use the API with a key.'
        : sentenceOf(error)}
    </Banner>
  )
}
