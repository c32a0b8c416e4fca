'use client'

import { type AccountFinding, type AccountView, accountView } from '@countersign/shared/accounts'
import { apiPath, webPaths } from '@countersign/shared/paths'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { accountQuery } from '../../api/setup-queries.ts'
import { useCommand } from '../../api/use-command.ts'
import { Ago } from '../../time/moment.tsx'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Loaded } from '../../ui/loading.tsx'
import { ProblemBanner } from '../../ui/problem-banner.tsx'
import { Status } from '../../ui/status.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { AdminPage } from '../admin-page.tsx'
import { SaveBar } from '../save-bar.tsx'
import { AccountFields, accountDraft, accountPart, missingIn } from './account-fields.tsx'
import { waitingWords } from './account-list.tsx'
import { AccountStatus } from './account-status.tsx'
import { RoleSetup } from './role-setup.tsx'

export function AccountPage({ id }: { readonly id: string }) {
  const query = useQuery(accountQuery(id))
  const { data } = query
  return (
    <AdminPage
      title={data?.label ?? 'Account'}
      back={{ href: webPaths.accounts(), label: 'Accounts' }}
      {...(data ? { description: <Facts account={data} />, action: <Actions account={data} /> } : {})}
    >
      <Loaded query={query} what="account">
        {(account) => <Body account={account} />}
      </Loaded>
    </AdminPage>
  )
}

const Facts = ({ account }: { readonly account: AccountView }) => (
  <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
    <AccountStatus account={account} />
    <code className="font-mono text-xs wrap-anywhere">{account.roleArn ?? account.id}</code>
  </span>
)

function useAccountCommand(id: string, path: string) {
  const client = useQueryClient()
  return useCommand<object, typeof accountView>(path, accountView, (view) => {
    client.setQueryData(accountQuery(id).queryKey, view)
    void client.invalidateQueries({ queryKey: ['accounts'] })
  })
}

const useChange = (id: string) => useAccountCommand(id, apiPath('account', { id }))

function Actions({ account }: { readonly account: AccountView }) {
  const change = useChange(account.id)
  const check = useAccountCommand(account.id, apiPath('accountCheck', { id: account.id }))
  const off = account.disabledAt !== null
  return (
    <div className="grid justify-items-end gap-2">
      <div className="flex gap-2">
        <Button
          disabledReason={check.isPending ? 'Trying the role and each region…' : null}
          onClick={() => check.mutate({})}
        >
          Check
        </Button>
        <Button
          tone={off ? 'primary' : 'danger'}
          disabledReason={change.isPending ? 'One moment…' : null}
          onClick={() => change.mutate({ disabled: !off })}
        >
          {off ? 'Enable' : 'Disable'}
        </Button>
      </div>
      <ProblemBanner error={change.error} title="It was not changed" />
      <ProblemBanner error={check.error} title="It was not checked" />
    </div>
  )
}

function Body({ account }: { readonly account: AccountView }) {
  const { disabledAt, parked, lastCheck } = account
  return (
    <>
      <div className="mb-5 grid gap-2 empty:hidden">
        {disabledAt ? (
          <Banner
            tone="info"
            title={
              <>
                Disabled <Ago at={disabledAt} />: its registrations are refused and it is not called
              </>
            }
          >
            Answers that are due wait, and go out when it is enabled. Tasks that live on heartbeats time out meanwhile.
          </Banner>
        ) : null}
        {parked > 0 ? (
          <Banner tone="bad" title={`${waitingWords(parked)} for access to this account`}>
            They go out by themselves as soon as the account lets us in; “Check” tries it now.
          </Banner>
        ) : null}
      </div>
      {lastCheck ? <Findings at={lastCheck.at} findings={lastCheck.findings} /> : null}
      <Tabs
        label="Account"
        tabs={[
          { id: 'role', label: 'Role', panel: <RoleSetup account={account} /> },
          { id: 'settings', label: 'Settings', panel: <EditAccount account={account} /> },
        ]}
      />
    </>
  )
}

function Findings({ at, findings }: { readonly at: string; readonly findings: readonly AccountFinding[] }) {
  return (
    <section className="mb-6" aria-label="Last check">
      <h2 className="mb-1.5 font-medium text-ink-2 text-xs">
        Checked <Ago at={at} />
      </h2>
      <ul className="divide-y rounded-lg border bg-surface">
        {findings.map(({ region, sentence, ok, needed }) => (
          <li key={`${region} ${sentence}`} className="grid gap-x-4 gap-y-0.5 px-3.5 py-2 sm:grid-cols-[7rem_1fr]">
            <Status tone={ok ? 'good' : needed ? 'bad' : 'warn'}>{ok ? 'Works' : needed ? 'Missing' : 'Less'}</Status>
            <span className="text-ink-2 wrap-anywhere">{sentence}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function EditAccount({ account }: { readonly account: AccountView }) {
  const stored = accountDraft(account)
  const [draft, setDraft] = useState(stored)
  const change = useChange(account.id)
  const same = JSON.stringify(draft) === JSON.stringify(stored)
  const missing = missingIn(draft)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (!same && !missing && !change.isPending) change.mutate(accountPart(draft))
      }}
    >
      <AccountFields
        draft={draft}
        onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
        error={change.error}
        isNew={false}
      />
      <div className="mt-5 max-w-2xl empty:hidden">
        <ProblemBanner error={change.error} title="Nothing was saved" />
      </div>
      <SaveBar same={same} pending={change.isPending} saved={change.isSuccess} missing={missing} />
    </form>
  )
}
