'use client'

import { webPaths } from '@countersign/shared/paths'
import type { PolicySummary } from '@countersign/shared/policies'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import Link from 'next/link'
import { policiesQuery } from '../../api/setup-queries.ts'
import { useMe } from '../../inbox/me.ts'
import { Ago } from '../../time/moment.tsx'
import { buttonClass } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { LinkRows } from '../../ui/link-rows.tsx'
import { Loaded } from '../../ui/loading.tsx'
import { MorePages } from '../../ui/more-pages.tsx'
import { Page } from '../../ui/page.tsx'
import { Status } from '../../ui/status.tsx'
import { listed } from '../names.ts'

const COLUMNS = 'md:grid-cols-[minmax(0,1.4fr)_minmax(0,1.4fr)_minmax(0,1fr)_6.5rem]'

/** Everybody may read the rules that bind them; admins write them. */
export function PolicyList() {
  const { role } = useMe()
  return (
    <Page
      title="Policies"
      description="Who decides, in which order, how many, and what is forbidden. An approval keeps the version it was opened with."
      {...(role === 'admin' ? { action: <NewLink /> } : {})}
    >
      <Rows />
    </Page>
  )
}

const NewLink = () => (
  <Link href={webPaths.newPolicy()} className={buttonClass('primary')}>
    <Plus className="size-4" aria-hidden="true" />
    New policy
  </Link>
)

function Rows() {
  const query = useInfiniteQuery(policiesQuery)
  return (
    <Loaded query={query} what="policies">
      {({ pages }) => {
        const rows = pages.flatMap((page) => page.items)
        if (rows.length === 0)
          return <Empty title="No policy yet">An admin writes the first one; a team then takes it as its own.</Empty>
        return (
          <>
            <LinkRows
              label="Policies"
              heads={['Policy', 'Stages', 'Default of', 'Changed']}
              columns={COLUMNS}
              rows={rows}
              hrefOf={(row) => webPaths.policy(row.name)}
              keyOf={(row) => row.name}
            >
              {(row) => <Row row={row} />}
            </LinkRows>
            <MorePages query={query} />
          </>
        )
      }}
    </Loaded>
  )
}

const Row = ({ row }: { readonly row: PolicySummary }) => (
  <>
    <span className="min-w-0">
      <span className="block truncate font-medium">
        {row.name}{' '}
        {row.currentVersion === null ? null : (
          <span className="font-normal text-ink-2 text-xs">v{row.currentVersion}</span>
        )}
        {row.waiting === null ? null : (
          <span className="ml-2 font-normal text-xs">
            <Status tone="wait">{`v${row.waiting} waits`}</Status>
          </span>
        )}
      </span>
      <span className="block truncate text-ink-2 text-xs">{row.description ?? 'No description'}</span>
    </span>
    <span className="min-w-0 truncate text-ink-2">{row.stages.join(' → ')}</span>
    <span className="min-w-0 truncate text-ink-2">
      {listed(
        row.teams.map(({ name }) => name),
        'no team',
      )}
    </span>
    <span className="text-ink-2 text-xs">
      <Ago at={row.updatedAt} />
    </span>
  </>
)
