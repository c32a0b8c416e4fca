import { accountId } from '@countersign/shared/accounts'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { AccountPage } from '../../../../admin/accounts/account-page.tsx'

export const metadata: Metadata = { title: 'Account' }

export default async function Page({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  const parsed = accountId.safeParse((await params).id)
  if (!parsed.success) notFound()
  return <AccountPage id={parsed.data} />
}
