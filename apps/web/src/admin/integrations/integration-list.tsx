'use client'

import type { IntegrationView } from '@countersign/shared/integrations'
import { webPaths } from '@countersign/shared/paths'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import Link from 'next/link'
import { integrationsQuery } from '../../api/setup-queries.ts'
import { buttonClass } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { LinkRows } from '../../ui/link-rows.tsx'
import { Loaded } from '../../ui/loading.tsx'
import { MorePages } from '../../ui/more-pages.tsx'
import { AdminPage } from '../admin-page.tsx'
import { listed } from '../names.ts'
import { useTeamName } from '../use-team-options.ts'
import { IntegrationStatus } from './integration-status.tsx'
import { KIND_NAMES } from './kinds.ts'

const COLUMNS = 'md:grid-cols-[minmax(0,1.5fr)_minmax(0,1.2fr)_minmax(0,1.2fr)_7.5rem]'

export function IntegrationList() {
  return (
    <AdminPage
      title="Integrations"
      description="Outside systems that answer approvals by signed requests. Each votes as itself, within its teams, policies and outcomes."
      action={<NewLink />}
    >
      <Rows />
    </AdminPage>
  )
}

const NewLink = () => (
  <Link href={webPaths.newIntegration()} className={buttonClass('primary')}>
    <Plus className="size-4" aria-hidden="true" />
    New integration
  </Link>
)

function Rows() {
  const query = useInfiniteQuery(integrationsQuery)
  return (
    <Loaded query={query} what="integrations">
      {({ pages }) => {
        const rows = pages.flatMap((page) => page.items)
        if (rows.length === 0)
          return (
            <Empty title="No outside system answers yet">
              Connect ServiceNow, Jira, GitHub deployment reviews, or anything that can sign a request. Their answers go
              the same way as a person’s.
            </Empty>
          )
        return (
          <>
            <LinkRows
              label="Integrations"
              heads={['Name', 'Answers for', 'May answer', 'State']}
              columns={COLUMNS}
              rows={rows}
              hrefOf={(row) => webPaths.integration(row.id)}
              keyOf={(row) => row.id}
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

function Row({ row }: { readonly row: IntegrationView }) {
  const nameOf = useTeamName()
  return (
    <>
      <span className="min-w-0">
        <span className="block truncate font-medium">{row.name}</span>
        <span className="block truncate text-ink-2 text-xs">
          {KIND_NAMES[row.kind]}
          {row.forward ? ` · forwards to ${hostOf(row.forward.url)}` : ''}
        </span>
      </span>
      <span className="truncate text-ink-2">{row.teams.map(nameOf).join(', ')}</span>
      <span className="min-w-0 text-ink-2">
        <span className="block truncate">{listed(row.outcomes, 'every outcome')}</span>
        <span className="block truncate text-xs">{listed(row.policies, 'every policy')}</span>
      </span>
      <IntegrationStatus integration={row} />
    </>
  )
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url)
