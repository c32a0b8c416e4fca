'use client'

import { webPaths } from '@countersign/shared/paths'
import type { WebhookView } from '@countersign/shared/webhooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import Link from 'next/link'
import { webhooksQuery } from '../../api/setup-queries.ts'
import { Ago } from '../../time/moment.tsx'
import { buttonClass } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { LinkRows } from '../../ui/link-rows.tsx'
import { Loaded } from '../../ui/loading.tsx'
import { MorePages } from '../../ui/more-pages.tsx'
import { AdminPage } from '../admin-page.tsx'
import { listed } from '../names.ts'
import { useTeamName } from '../use-team-options.ts'
import { WebhookStatus } from './webhook-status.tsx'

const COLUMNS = 'md:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)_minmax(0,1.1fr)_7.5rem]'

export function WebhookList() {
  return (
    <AdminPage
      title="Webhooks"
      description="Signed messages to your own systems when something happens to an approval: in order, tried again for 31 hours, never with a payload or a sensitive value."
      action={<NewLink />}
    >
      <Rows />
    </AdminPage>
  )
}

const NewLink = () => (
  <Link href={webPaths.newWebhook()} className={buttonClass('primary')}>
    <Plus className="size-4" aria-hidden="true" />
    New webhook
  </Link>
)

function Rows() {
  const query = useInfiniteQuery(webhooksQuery)
  return (
    <Loaded query={query} what="webhooks">
      {({ pages }) => {
        const rows = pages.flatMap((page) => page.items)
        if (rows.length === 0)
          return (
            <Empty title="Nobody is told yet">
              Send approvals, decisions and deliveries to a system of yours as they happen.
            </Empty>
          )
        return (
          <>
            <LinkRows
              label="Webhooks"
              heads={['Endpoint', 'Events', 'Deliveries', 'State']}
              columns={COLUMNS}
              rows={rows}
              hrefOf={(row) => webPaths.webhook(row.id)}
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

function Row({ row }: { readonly row: WebhookView }) {
  const nameOf = useTeamName()
  const { pending, lastDeliveredAt, lastError } = row.health
  return (
    <>
      <span className="min-w-0">
        <span className="block truncate font-medium">{row.name}</span>
        <span className="block truncate font-mono text-2xs text-ink-2">{row.url}</span>
      </span>
      <span className="min-w-0 text-ink-2">
        <span className="block truncate">
          {row.eventTypes.length === 0
            ? 'every event'
            : row.eventTypes.length === 1
              ? row.eventTypes[0]
              : `${row.eventTypes.length} events`}
        </span>
        <span className="block truncate text-xs">{listed(row.teams.map(nameOf), 'every team')}</span>
      </span>
      <span className="min-w-0 text-ink-2">
        <span className="block truncate">
          {lastDeliveredAt ? (
            <>
              last <Ago at={lastDeliveredAt} />
            </>
          ) : (
            'none yet'
          )}
          {pending > 0 ? ` · ${pending >= 1_000 ? '1,000+' : pending} waiting` : ''}
        </span>
        {lastError ? <span className="block truncate text-bad text-xs">{lastError}</span> : null}
      </span>
      <WebhookStatus webhook={row} />
    </>
  )
}
