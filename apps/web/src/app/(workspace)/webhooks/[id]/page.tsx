import { endpointId } from '@countersign/shared/ids'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { WebhookPage } from '../../../../admin/webhooks/webhook-page.tsx'

export const metadata: Metadata = { title: 'Webhook' }

export default async function Page({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  const parsed = endpointId.safeParse((await params).id)
  if (!parsed.success) notFound()
  return <WebhookPage id={parsed.data} />
}
