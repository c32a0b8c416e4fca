import { policyName } from '@countersign/shared/policy-document'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { PolicyPage } from '../../../../admin/policies/policy-page.tsx'

export const metadata: Metadata = { title: 'Policy' }

export default async function Page({ params }: { readonly params: Promise<{ readonly name: string }> }) {
  const parsed = policyName.safeParse((await params).name)
  if (!parsed.success) notFound()
  return <PolicyPage name={parsed.data} />
}
