'use client'

import { accountView } from '@countersign/shared/accounts'
import { apiPath, webPaths } from '@countersign/shared/paths'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useCommand } from '../../api/use-command.ts'
import { Button } from '../../ui/button.tsx'
import { ProblemBanner } from '../../ui/problem-banner.tsx'
import { AdminPage } from '../admin-page.tsx'
import { AccountFields, accountPart, EMPTY_ACCOUNT, missingIn } from './account-fields.tsx'

export function NewAccount() {
  return (
    <AdminPage
      title="New account"
      description="An AWS account whose workflows may ask for approvals here."
      back={{ href: webPaths.accounts(), label: 'Accounts' }}
    >
      <NewForm />
    </AdminPage>
  )
}

function NewForm() {
  const client = useQueryClient()
  const router = useRouter()
  const [draft, setDraft] = useState(EMPTY_ACCOUNT)
  const create = useCommand<object, typeof accountView>(apiPath('accounts'), accountView, (account) => {
    void client.invalidateQueries({ queryKey: ['accounts'] })
    router.push(webPaths.account(account.id))
  })
  const missing = missingIn(draft)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (!missing && !create.isPending) create.mutate({ id: draft.id.trim(), ...accountPart(draft) })
      }}
    >
      <AccountFields
        draft={draft}
        onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
        error={create.error}
        isNew
      />
      <div className="mt-5 max-w-2xl empty:hidden">
        <ProblemBanner error={create.error} title="The account was not added" />
      </div>
      <div className="mt-5 flex items-center gap-3">
        <Button type="submit" tone="primary" disabledReason={create.isPending ? 'Adding…' : missing}>
          Add account
        </Button>
        <p className="text-ink-2 text-xs">{missing ?? 'The next page has the policies for its role.'}</p>
      </div>
    </form>
  )
}
