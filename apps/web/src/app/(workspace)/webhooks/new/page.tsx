import type { Metadata } from 'next'
import { NewWebhook } from '../../../../admin/webhooks/new-webhook.tsx'

export const metadata: Metadata = { title: 'New webhook' }

export default function Page() {
  return <NewWebhook />
}
