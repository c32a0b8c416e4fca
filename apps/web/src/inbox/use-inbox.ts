'use client'

import type { EventView } from '@countersign/shared/events'
import type { MeView } from '@countersign/shared/views'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { approvalQuery, fetchPage, listQuery } from '../api/queries.ts'
import { type Group, groupByDue } from './group-by-due.ts'
import { useLiveListener } from './live.tsx'
import { useRemember } from './remember.ts'
import { type Filters, listParams } from './views.ts'

/** Bursts of events about the same rows become one read each. */
const GATHER_MS = 120
/** Rows read again after a gap in the stream; the rest is corrected when opened or reloaded. */
const MAX_CATCH_UP = 25

/** What is true of one list as it stands: when it was grouped, and what has arrived since. */
type Frame = { readonly key: string; readonly at: number; readonly newIds: ReadonlySet<string> }
const NONE: ReadonlySet<string> = new Set()

/** The list as it stands still: rows change in place, new ones wait in `newIds` until they are asked for. */
export function useInbox(filters: Filters, me: MeView) {
  const client = useQueryClient()
  const remember = useRemember()
  const params = useMemo(() => listParams(filters), [filters])
  const key = JSON.stringify(params) + filters.view
  const list = useInfiniteQuery(listQuery(params))
  const [frame, setFrame] = useState<Frame>({ key, at: 0, newIds: NONE })
  // Another list starts with nothing new and its own grouping.
  if (frame.key !== key || frame.at === 0) setFrame({ key, at: Date.now(), newIds: NONE })
  const addNew = (ids: readonly string[]) => setFrame((now) => ({ ...now, newIds: new Set([...now.newIds, ...ids]) }))

  const rows = useMemo(() => {
    const seen = new Set<string>()
    return (list.data?.pages.flatMap((page) => page.items) ?? []).filter((row) => !seen.has(row.id) && seen.add(row.id))
  }, [list.data])

  const groups: readonly Group[] = useMemo(() => {
    if (filters.view === 'done' || filters.view === 'asked') return [{ label: '', rows }]
    // Grouped by the moment the list was loaded: a passing minute must not move a row under the cursor.
    return groupByDue(rows, frame.at)
  }, [rows, filters.view, frame.at])

  const changed = useRef(new Set<string>())
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const readAgain = useCallback(
    (id: string) => {
      changed.current.add(id)
      timer.current ??= setTimeout(() => {
        const ids = [...changed.current]
        changed.current.clear()
        timer.current = undefined
        for (const each of ids)
          client.fetchQuery({ ...approvalQuery(each), staleTime: 0 }).then(remember, () => undefined)
      }, GATHER_MS)
    },
    [client, remember],
  )
  useEffect(() => () => clearTimeout(timer.current), [])

  useLiveListener({
    onEvent: (event) => {
      if (rows.some((row) => row.id === event.approvalId)) readAgain(event.approvalId)
      else if (list.data && isNewHere(event, filters, me)) addNew([event.approvalId])
    },
    onResume: () => {
      fetchPage(params, null).then(
        (page) => {
          const known = new Set(rows.map((row) => row.id))
          const missed = page.items.filter((row) => !known.has(row.id))
          if (missed.length > 0) addNew(missed.map((row) => row.id))
          for (const row of rows.slice(0, MAX_CATCH_UP)) {
            const now = page.items.find((each) => each.id === row.id)
            if (now?.version !== row.version) readAgain(row.id)
          }
        },
        () => undefined,
      )
    },
  })

  const loadNew = useCallback(async () => {
    setFrame({ key, at: Date.now(), newIds: NONE })
    await client.resetQueries({ queryKey: ['approvals', params] })
  }, [client, params, key])

  return {
    list,
    groups,
    order: useMemo(() => groups.flatMap((group) => group.rows), [groups]),
    newCount: frame.newIds.size,
    loadNew,
  }
}

function isNewHere(event: EventView, filters: Filters, me: MeView): boolean {
  if (filters.view !== 'waiting' && filters.view !== 'all') return false
  // A search cannot be answered from an event; the list says nothing rather than something wrong.
  if (filters.q.trim() !== '' || event.status !== 'pending') return false
  if (filters.team !== null && filters.team !== event.team) return false
  return filters.view === 'all' || me.teams.some((team) => team.id === event.team)
}
