import type { Metadata } from 'next'
import { AccountList } from '../../../admin/accounts/account-list.tsx'

export const metadata: Metadata = { title: 'Accounts' }

export default function Page() {
  return <AccountList />
}
