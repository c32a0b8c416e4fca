'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import { listQuery } from '../api/queries.ts'
import { listParams } from './views.ts'

const WAITING = listParams({ view: 'waiting', q: '', team: null, status: null })

/**
 * How many wait for me: "12", "500+". The API counts them when the list is read; what was decided since falls away by
 * itself. Nothing when nothing waits: no badge without a task.
 */
export function useWaitingCount(): string | null {
  const { data } = useInfiniteQuery(listQuery(WAITING))
  const counted = data?.pages[0]?.count
  if (!counted) return null
  const over = data.pages
    .flatMap((page) => page.items)
    .filter((row) => row.status !== 'pending' || row.watch?.snoozedUntil).length
  const count = counted.value - over
  return count <= 0 ? null : `${count}${counted.more ? '+' : ''}`
}
