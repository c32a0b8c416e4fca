import type { Metadata } from 'next'
import { WebhookList } from '../../../admin/webhooks/webhook-list.tsx'

export const metadata: Metadata = { title: 'Webhooks' }

export default function Page() {
  return <WebhookList />
}
