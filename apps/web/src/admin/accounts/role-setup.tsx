'use client'

import { type AccountView, permissionPolicy, trustPolicy } from '@countersign/shared/accounts'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { accountsQuery } from '../../api/setup-queries.ts'
import { Banner } from '../../ui/banner.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Loaded } from '../../ui/loading.tsx'
import { roleCommands } from './role-commands.ts'

/** Shown where it is not known who we are; whoever pastes it has to say. */
const PRINCIPAL = 'arn:aws:iam::<account of this installation>:role/<its role>'

/** What the other account has to have: a role that trusts us with our external id, and may do what we do. */
export function RoleSetup({ account }: { readonly account: AccountView }) {
  const query = useInfiniteQuery(accountsQuery)
  if (account.roleArn === null)
    return <p className="text-ink-2">This account is reached with the credentials of this installation itself.</p>
  const { roleArn, externalId } = account
  return (
    <Loaded query={query} what="account">
      {({ pages }) => {
        const principalArn = pages[0]?.home?.principalArn ?? null
        const principal = principalArn ?? PRINCIPAL
        return (
          <div className="grid max-w-3xl gap-6">
            {principalArn ? null : (
              <Banner tone="warn" title="Put in who this installation is">
                Its role is not known here. Replace the principal in the trust policy by the role its processes run as.
              </Banner>
            )}
            <Snippet title="External id" value={externalId} label="external id">
              Made for this account alone. The role asks for it, so that nobody else who can reach us gets at it through
              us.
            </Snippet>
            <Snippet
              title="Trust policy"
              value={JSON.stringify(trustPolicy(principal, externalId), null, 2)}
              label="trust policy"
            >
              Who may assume the role: this installation, with this external id.
            </Snippet>
            <Snippet
              title="Permission policy"
              value={JSON.stringify(permissionPolicy(), null, 2)}
              label="permission policy"
            >
              What it may do then. The SendTask calls know no resource in IAM; without the two that read, answers whose
              reply is lost stay unknown. Histories under a key of your own need kms:Decrypt on it.
            </Snippet>
            <Snippet
              title="Or with the command line"
              value={roleCommands(roleArn, principal, externalId)}
              label="commands"
            >
              With a profile of the account <code className="font-mono text-xs">{account.id}</code>.
            </Snippet>
          </div>
        )
      }}
    </Loaded>
  )
}

type SnippetProps = {
  readonly title: string
  readonly value: string
  readonly label: string
  readonly children: ReactNode
}

const Snippet = ({ title, value, label, children }: SnippetProps) => (
  <section>
    <h2 className="font-semibold text-sm">{title}</h2>
    <p className="mt-0.5 max-w-[68ch] text-ink-2">{children}</p>
    <div className="relative mt-2">
      <pre className="whitespace-pre-wrap rounded-lg border bg-sunken py-3 pr-12 pl-4 font-mono text-xs leading-5 wrap-anywhere">
        {value}
      </pre>
      <span className="absolute top-2 right-2">
        <CopyButton value={value} label={label} />
      </span>
    </div>
  </section>
)
