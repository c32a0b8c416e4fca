import { approvalId } from '@countersign/shared/ids'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ApprovalPage } from '../../../../approval/approval-page.tsx'

export const metadata: Metadata = { title: 'Approval' }

export default async function Page({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  const parsed = approvalId.safeParse((await params).id)
  if (!parsed.success) notFound()
  return <ApprovalPage id={parsed.data} />
}
