'use client'

import type { ApprovalSummary, MeView } from '@countersign/shared/views'
import { ArrowUp } from 'lucide-react'
import { type MouseEvent, type RefObject, useEffect, useRef } from 'react'
import { sentenceOf } from '../api/problem.ts'
import { Banner } from '../ui/banner.tsx'
import { Button } from '../ui/button.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { ApprovalRow } from './approval-row.tsx'
import { EmptyList } from './empty-list.tsx'
import { ListFilters } from './list-filters.tsx'
import { ListSkeleton } from './list-skeleton.tsx'
import type { useInbox } from './use-inbox.ts'
import { type Filters, VIEW_LABELS } from './views.ts'

type Props = {
  readonly inbox: ReturnType<typeof useInbox>
  readonly filters: Filters
  readonly me: MeView
  readonly openId: string | null
  readonly listRef: RefObject<HTMLDivElement | null>
  readonly searchRef: RefObject<HTMLInputElement | null>
  readonly onChange: (part: Partial<Filters>) => void
  readonly onOpen: (row: ApprovalSummary, event: MouseEvent) => void
}

export function ApprovalList({ inbox, filters, me, openId, listRef, searchRef, onChange, onOpen }: Props) {
  const { list, groups, order, newCount, loadNew } = inbox
  const tabbableId = order.some((row) => row.id === openId) ? openId : order[0]?.id

  return (
    <section
      aria-label={VIEW_LABELS[filters.view]}
      className="flex min-h-0 w-full min-w-0 flex-col wide:w-100 wide:shrink-0 wide:border-r"
    >
      <div className="flex h-14 shrink-0 items-center gap-2 border-b pr-3 pl-4 max-md:sr-only">
        <h2 className="font-semibold text-base tracking-[-0.01em]">{VIEW_LABELS[filters.view]}</h2>
        <Count filters={filters} rows={order} more={list.hasNextPage} />
      </div>
      <ListFilters filters={filters} me={me} onChange={onChange} searchRef={searchRef} />
      <div className="relative min-h-0 flex-1">
        <NewItems count={newCount} onLoad={() => void loadNew()} />
        <div ref={listRef} className="relative h-full overflow-y-auto scroll-thin" aria-busy={list.isFetching}>
          {list.isPending ? <ListSkeleton /> : null}
          {list.isError && !list.data ? (
            <div className="p-3">
              <Banner
                tone="bad"
                live="alert"
                title="The list could not be loaded"
                action={
                  <Button size="sm" onClick={() => void list.refetch()}>
                    Try again
                  </Button>
                }
              >
                {sentenceOf(list.error)}
              </Banner>
            </div>
          ) : null}
          {list.isSuccess && order.length === 0 && !list.hasNextPage ? (
            <EmptyList
              filters={filters}
              role={me.role}
              teamNames={me.teams.map((team) => team.name).join(' or ')}
              onClear={() => onChange({ q: '', team: null, status: null })}
              onShowAll={() => onChange({ view: 'all' })}
            />
          ) : null}
          {groups.map((group) =>
            group.rows.length === 0 ? null : (
              <section key={group.label} aria-label={group.label || VIEW_LABELS[filters.view]}>
                {group.label ? (
                  <h3 className="sticky top-0 z-10 border-b bg-canvas px-4 py-1 font-medium text-2xs text-ink-2">
                    {group.label}
                    <span className="ml-1.5 text-ink-3 tabular">{group.rows.length}</span>
                  </h3>
                ) : null}
                <ul>
                  {group.rows.map((row) => (
                    <li key={row.id}>
                      <ApprovalRow
                        row={row}
                        current={row.id === openId}
                        tabbable={row.id === tabbableId}
                        onOpen={onOpen}
                      />
                    </li>
                  ))}
                </ul>
              </section>
            ),
          )}
          {list.hasNextPage ? <More inbox={inbox} /> : null}
        </div>
      </div>
    </section>
  )
}

type CountProps = { readonly filters: Filters; readonly rows: readonly ApprovalSummary[]; readonly more: boolean }

/** Queues count what is still open, so that the figure falls as one decides; the other views count what they show. */
function Count({ filters, rows, more }: CountProps) {
  const queue = filters.view === 'waiting' || filters.view === 'all'
  const count = queue ? rows.filter((row) => row.status === 'pending').length : rows.length
  return rows.length > 0 ? (
    <span className="text-ink-3 tabular">
      {count}
      {more ? '+' : ''}
    </span>
  ) : null
}

/** New items wait here until they are asked for: the list never moves under the cursor. */
function NewItems({ count, onLoad }: { readonly count: number; readonly onLoad: () => void }) {
  return (
    <div role="status" className="pointer-events-none absolute inset-x-0 top-2.5 z-20 flex justify-center">
      {count > 0 ? (
        <Button
          tone="primary"
          size="sm"
          onClick={onLoad}
          aria-keyshortcuts="n"
          className="appear pointer-events-auto rounded-full! px-3! shadow-2"
        >
          <ArrowUp className="size-3.5" aria-hidden="true" />
          {count} new
          <Kbd onSolid>N</Kbd>
        </Button>
      ) : null}
    </div>
  )
}

/** Loads the next page as its button nears the viewport; the button itself is for those without an observer's luck. */
function More({ inbox: { list } }: { readonly inbox: Props['inbox'] }) {
  const ref = useRef<HTMLDivElement>(null)
  const { fetchNextPage, isFetchingNextPage, isFetchNextPageError } = list
  useEffect(() => {
    if (!ref.current || isFetchingNextPage || isFetchNextPageError) return
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) void fetchNextPage()
      },
      { rootMargin: '600px' },
    )
    observer.observe(ref.current)
    return () => observer.disconnect()
  }, [fetchNextPage, isFetchingNextPage, isFetchNextPageError])
  return (
    <div ref={ref} className="flex justify-center py-4">
      <Button tone="ghost" size="sm" onClick={() => void fetchNextPage()}>
        {isFetchingNextPage ? 'Loading more…' : isFetchNextPageError ? 'Loading failed. Try again' : 'Load more'}
      </Button>
    </div>
  )
}
