import type { Metadata } from 'next'
import { NewPolicy } from '../../../../admin/policies/new-policy.tsx'

export const metadata: Metadata = { title: 'New policy' }

export default function Page() {
  return <NewPolicy />
}
