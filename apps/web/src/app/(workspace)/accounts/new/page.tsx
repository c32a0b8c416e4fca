import type { Metadata } from 'next'
import { NewAccount } from '../../../../admin/accounts/new-account.tsx'

export const metadata: Metadata = { title: 'New account' }

export default function Page() {
  return <NewAccount />
}
