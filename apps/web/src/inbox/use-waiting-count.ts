'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { listQuery } from '../api/queries.ts'
import { useMe } from './me.ts'
import { belongs, listParams } from './views.ts'

/** How many wait for me, as far as they are loaded: "12", "50+". Nothing when nothing waits: no badge without a task. */
export function useWaitingCount(): string | null {
  const me = useMe()
  const params = useMemo(() => listParams({ view: 'waiting', q: '', team: null, status: null }, me), [me])
  const { data } = useInfiniteQuery(listQuery(params))
  if (!data) return null
  const count = data.pages
    .flatMap((page) => page.items)
    .filter((row) => row.status === 'pending' && belongs(row, 'waiting', me)).length
  const more = data.pages.at(-1)?.nextCursor !== null
  return count === 0 ? null : `${count}${more ? '+' : ''}`
}
