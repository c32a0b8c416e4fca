'use client'

import type { MeView } from '@countersign/shared/views'
import { ListFilter, Search, X } from 'lucide-react'
import { type RefObject, useEffect, useState } from 'react'
import { Button, IconButton } from '../ui/button.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { Menu, MenuChoice, MenuSeparator } from '../ui/menu.tsx'
import { DONE_STATUSES, type Filters } from './views.ts'

/** Long enough that a word is one request, short enough to feel immediate. */
const SETTLE_MS = 180

type Props = {
  readonly filters: Filters
  readonly me: MeView
  readonly onChange: (part: Partial<Filters>) => void
  readonly searchRef: RefObject<HTMLInputElement | null>
}

export function ListFilters({ filters, me, onChange, searchRef }: Props) {
  const [typed, setTyped] = useState(filters.q)
  const [known, setKnown] = useState(filters.q)
  // The address changed under the field (back button, cleared filter): follow it.
  if (known !== filters.q) {
    setKnown(filters.q)
    setTyped(filters.q)
  }
  useEffect(() => {
    if (typed === filters.q) return
    const timer = setTimeout(() => {
      setKnown(typed)
      onChange({ q: typed })
    }, SETTLE_MS)
    return () => clearTimeout(timer)
  }, [typed, filters.q, onChange])

  const active = [filters.team, filters.status].filter(Boolean).length
  return (
    <div className="flex items-center gap-1.5 border-b px-3 py-2">
      <label className="flex h-8 min-w-0 flex-1 items-center gap-2 rounded-md border border-transparent bg-sunken px-2 focus-within:border-accent-text focus-within:bg-surface max-md:h-11">
        <Search className="size-3.5 shrink-0 text-ink-3" aria-hidden="true" />
        <span className="sr-only">Search approvals</span>
        <input
          ref={searchRef}
          type="search"
          value={typed}
          maxLength={200}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return
            event.preventDefault()
            if (typed) setTyped('')
            else event.currentTarget.blur()
          }}
          placeholder="Search"
          aria-keyshortcuts="/"
          className="min-w-0 flex-1 bg-transparent outline-none placeholder:text-ink-3 [&::-webkit-search-cancel-button]:hidden"
        />
        {typed ? (
          <button
            type="button"
            aria-label="Clear search"
            onClick={() => setTyped('')}
            className="rounded-sm text-ink-3 hover:text-ink max-md:p-2"
          >
            <X className="size-3.5" aria-hidden="true" />
          </button>
        ) : (
          <Kbd>/</Kbd>
        )}
      </label>
      <Menu
        align="end"
        trigger={
          active > 0 ? (
            <Button tone="secondary" aria-label={`Filters, ${active} active`}>
              <ListFilter className="size-4" aria-hidden="true" />
              <span className="tabular">{active}</span>
            </Button>
          ) : (
            <IconButton label="Filters" className="size-8">
              <ListFilter className="size-4" aria-hidden="true" />
            </IconButton>
          )
        }
      >
        <MenuChoice
          label="Team"
          value={filters.team ?? ''}
          options={[
            { value: '', label: 'Every team' },
            ...me.teams.map((team) => ({ value: team.id, label: team.name })),
          ]}
          onChange={(team) => onChange({ team: team || null })}
        />
        {filters.view === 'done' ? (
          <>
            <MenuSeparator />
            <MenuChoice
              label="Ended as"
              value={filters.status ?? ''}
              options={[
                { value: '', label: 'Any end' },
                ...DONE_STATUSES.map((status) => ({
                  value: status as string,
                  label: status[0]?.toUpperCase() + status.slice(1),
                })),
              ]}
              onChange={(status) => onChange({ status: status || null })}
            />
          </>
        ) : null}
      </Menu>
    </div>
  )
}
