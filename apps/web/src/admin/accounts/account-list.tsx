'use client'

import type { AccountView } from '@countersign/shared/accounts'
import { webPaths } from '@countersign/shared/paths'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import Link from 'next/link'
import { accountsQuery } from '../../api/setup-queries.ts'
import { Ago } from '../../time/moment.tsx'
import { Banner } from '../../ui/banner.tsx'
import { buttonClass } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { LinkRows } from '../../ui/link-rows.tsx'
import { Loaded } from '../../ui/loading.tsx'
import { MorePages } from '../../ui/more-pages.tsx'
import { AdminPage } from '../admin-page.tsx'
import { listed } from '../names.ts'
import { AccountStatus } from './account-status.tsx'

const COLUMNS = 'md:grid-cols-[minmax(0,1.5fr)_minmax(0,1.1fr)_minmax(0,1.1fr)_7.5rem]'

export function AccountList() {
  return (
    <AdminPage
      title="Accounts"
      description="The AWS accounts whose workflows may ask here. Each is reached with a role of its own, and its executions are refused at registration until it is listed."
      action={
        <Link href={webPaths.newAccount()} className={buttonClass('primary')}>
          <Plus className="size-4" aria-hidden="true" />
          New account
        </Link>
      }
    >
      <Rows />
    </AdminPage>
  )
}

function Rows() {
  const query = useInfiniteQuery(accountsQuery)
  return (
    <Loaded query={query} what="accounts">
      {({ pages }) => {
        const rows = pages.flatMap((page) => page.items)
        const home = pages[0]?.home ?? null
        return (
          <>
            <div className="mb-5">
              {home ? (
                <p className="text-ink-2">
                  This installation runs in <code className="font-mono text-xs">{home.id}</code>, whose workflows need
                  no entry.
                </p>
              ) : (
                <Banner tone="warn" title="The account of this installation is not known">
                  So workflows of every account are taken, with its own credentials. An operator sets AWS_ACCOUNT_ID.
                </Banner>
              )}
            </div>
            {rows.length === 0 ? (
              <Empty title="No other account yet">
                Add the accounts your workflows run in; each gets a trust policy to paste, and a check that says what is
                missing.
              </Empty>
            ) : (
              <LinkRows
                label="Accounts"
                heads={['Account', 'Regions', 'Access', 'State']}
                columns={COLUMNS}
                rows={rows}
                hrefOf={(row) => webPaths.account(row.id)}
                keyOf={(row) => row.id}
              >
                {(row) => <Row row={row} />}
              </LinkRows>
            )}
            <MorePages query={query} />
          </>
        )
      }}
    </Loaded>
  )
}

function Row({ row }: { readonly row: AccountView }) {
  return (
    <>
      <span className="min-w-0">
        <span className="block truncate font-medium">{row.label}</span>
        <span className="block truncate font-mono text-2xs text-ink-2">{row.id}</span>
      </span>
      <span className="min-w-0 truncate text-ink-2">{listed(row.regions, 'every region')}</span>
      <span className="min-w-0 text-ink-2">
        <span className="block truncate">
          {row.lastCheck ? (
            <>
              checked <Ago at={row.lastCheck.at} />
            </>
          ) : (
            'never checked'
          )}
        </span>
        {row.parked > 0 ? <span className="block truncate text-bad text-xs">{waitingWords(row.parked)}</span> : null}
      </span>
      <AccountStatus account={row} />
    </>
  )
}

export const waitingWords = (count: number): string => (count === 1 ? '1 answer waits' : `${count} answers wait`)
