'use client'

import { reveal } from '@countersign/shared/hidden-characters'
import { useQuery } from '@tanstack/react-query'
import { myDelegationsQuery } from '../api/my-queries.ts'
import { Clock } from '../time/moment.tsx'
import { useMe } from './me.ts'

/** Whoever stands in for somebody sees it wherever they are: their queue holds more than their own. */
export function StandInBanner() {
  const me = useMe()
  const delegations = useQuery(myDelegationsQuery)
  const active = delegations.data?.items.filter((each) => each.state === 'active') ?? []
  const own = active.find(({ absent }) => absent.id === me.id)
  const others = active.filter(({ delegate }) => delegate.id === me.id)
  if (!own && others.length === 0) return null
  return (
    <p className="border-b bg-sunken px-4 py-1.5 text-ink-2 text-xs wrap-anywhere">
      {own ? (
        <>
          You are out of office until <Clock at={own.until} />: {reveal(own.delegate.name)} stands in.{' '}
        </>
      ) : null}
      {others.map(({ id, absent, until }) => (
        <span key={id}>
          You stand in for {reveal(absent.name)} until <Clock at={until} />.{' '}
        </span>
      ))}
    </p>
  )
}
