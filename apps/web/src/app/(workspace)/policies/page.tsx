import type { Metadata } from 'next'
import { PolicyList } from '../../../admin/policies/policy-list.tsx'

export const metadata: Metadata = { title: 'Policies' }

export default function Page() {
  return <PolicyList />
}
