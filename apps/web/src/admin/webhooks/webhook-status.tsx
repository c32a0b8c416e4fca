import type { WebhookView } from '@countersign/shared/webhooks'
import { Status } from '../../ui/status.tsx'

export function WebhookStatus({ webhook: { disabledAt, health } }: { readonly webhook: WebhookView }) {
  if (disabledAt !== null) return <Status tone="off">Disabled</Status>
  if (health.lastError !== null) return <Status tone="warn">Failing</Status>
  return <Status tone="good">Active</Status>
}
