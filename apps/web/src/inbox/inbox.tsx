'use client'

import { webPaths } from '@countersign/shared/paths'
import type { ApprovalSummary } from '@countersign/shared/views'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { type MouseEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { approvalQuery } from '../api/queries.ts'
import { ApprovalPane } from '../approval/approval-pane.tsx'
import { useCommands } from '../keys/keyboard.tsx'
import { ApprovalList } from './approval-list.tsx'
import { useListPlace } from './list-place.tsx'
import { useMe } from './me.ts'
import { useInbox } from './use-inbox.ts'
import { useWide } from './use-wide.ts'
import { type Filters, VIEWS } from './views.ts'

const ADDRESS = {
  view: parseAsStringLiteral(VIEWS).withDefault('waiting'),
  q: parseAsString.withDefault(''),
  team: parseAsString,
  status: parseAsString,
  open: parseAsString,
}

/** Details read ahead, so that the next key press shows them at once. */
const READ_AHEAD = 3

/** The queue and, on a wide screen, the open approval beside it. Everything that can be shared is in the address. */
export function Inbox() {
  const me = useMe()
  const wide = useWide()
  const router = useRouter()
  const client = useQueryClient()
  const [{ open, ...address }, setAddress] = useQueryStates(ADDRESS, { history: 'replace' })
  const { view, q, team, status } = address
  const filters = useMemo<Filters>(() => ({ view, q, team, status }), [view, q, team, status])
  const inbox = useInbox(filters, me)
  const { order, loadNew } = inbox
  const searchRef = useRef<HTMLInputElement>(null)
  const listRef = useRef<HTMLDivElement>(null)
  const place = useListPlace()
  const [arrivedAt, setArrivedAt] = useState<string | null>(null)

  // On a wide screen something is always open: what the address names, else the first row.
  const openId = wide ? (open ?? order[0]?.id ?? null) : null
  const index = order.findIndex((row) => row.id === openId)

  useEffect(() => {
    if (!wide) return
    for (const row of order.slice(index + 1, index + 1 + READ_AHEAD)) void client.prefetchQuery(approvalQuery(row.id))
  }, [client, order, index, wide])

  const show = useCallback((id: string) => void setAddress({ open: id }), [setAddress])
  const change = useCallback((part: Partial<Filters>) => void setAddress({ ...part, open: null }), [setAddress])

  const focusRow = useCallback((id: string | undefined) => {
    const row = id ? listRef.current?.querySelector<HTMLElement>(`[data-row="${id}"]`) : null
    row?.focus({ preventScroll: true })
    row?.scrollIntoView({ block: 'nearest' })
  }, [])

  const loaded = order.length > 0
  // Back from an approval that had the page to itself: the list is where it was, the cursor on the row that was opened.
  useEffect(() => {
    const href = `${webPaths.inbox()}${window.location.search}`
    if (loaded && !wide && place.current.href === href && place.current.rowId) {
      listRef.current?.scrollTo({ top: place.current.top })
      focusRow(place.current.rowId)
    }
    place.current = { href, top: 0, rowId: null }
  }, [loaded, wide, place, focusRow])

  const focusedIndex = () => {
    const id = document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset.row
    return order.findIndex((row) => row.id === id)
  }

  const step = (by: 1 | -1) => {
    const from = wide ? index : focusedIndex()
    const to = order[Math.max(0, Math.min(order.length - 1, from + by))]
    if (!to) return
    if (wide) show(to.id)
    focusRow(to.id)
  }

  const leaveMark = useCallback(
    (rowId: string) => {
      const href = `${webPaths.inbox()}${window.location.search}`
      place.current = { href, top: listRef.current?.scrollTop ?? 0, rowId }
    },
    [place],
  )

  const openRow = useCallback(
    (row: ApprovalSummary, event: MouseEvent) => {
      leaveMark(row.id)
      // Another tab was asked for, or there is no room for two panes: the link does what links do.
      if (!wide || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
      event.preventDefault()
      show(row.id)
    },
    [leaveMark, show, wide],
  )

  useCommands('page', (command) => {
    switch (command) {
      case 'next':
        step(1)
        return true
      case 'previous':
        step(-1)
        return true
      case 'open': {
        if (wide) document.getElementById('approval-title')?.focus()
        else {
          const row = order[focusedIndex()]
          if (row) {
            leaveMark(row.id)
            router.push(webPaths.approval(row.id))
          }
        }
        return true
      }
      case 'back':
        focusRow(openId ?? order[0]?.id)
        return true
      case 'search':
        searchRef.current?.focus()
        searchRef.current?.select()
        return true
      case 'load-new':
        void loadNew()
        return true
      default:
        return false
    }
  })

  const nextOpen =
    order.slice(index + 1).find((row) => row.status === 'pending') ??
    order.find((row) => row.status === 'pending' && row.id !== openId)

  return (
    <main id="content" className="flex min-h-0 flex-1 bg-surface">
      <h1 className="sr-only">Inbox</h1>
      <ApprovalList
        inbox={inbox}
        filters={filters}
        me={me}
        openId={openId}
        listRef={listRef}
        searchRef={searchRef}
        onChange={change}
        onOpen={openRow}
      />
      {wide ? (
        <section aria-label="Approval" className="min-w-0 flex-1">
          {openId ? (
            <ApprovalPane
              key={openId}
              id={openId}
              next={nextOpen ?? null}
              left={order.filter((row) => row.status === 'pending' && row.id !== openId).length}
              arrived={arrivedAt === openId}
              onNext={() => {
                if (!nextOpen) return
                setArrivedAt(nextOpen.id)
                show(nextOpen.id)
              }}
            />
          ) : (
            <Nothing show={!inbox.list.isPending && order.length > 0} />
          )}
        </section>
      ) : null}
    </main>
  )
}

function Nothing({ show }: { readonly show: boolean }) {
  return show ? (
    <div className="grid h-full place-items-center px-6">
      <p className="text-ink-3">Choose an approval to see its case.</p>
    </div>
  ) : null
}
