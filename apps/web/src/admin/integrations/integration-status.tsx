import type { IntegrationView } from '@countersign/shared/integrations'
import { Status } from '../../ui/status.tsx'

export function IntegrationStatus({
  integration: { disabledAt, forward, secrets },
}: {
  readonly integration: IntegrationView
}) {
  if (disabledAt !== null) return <Status tone="off">Disabled</Status>
  if (secrets.length === 0) return <Status tone="bad">No secret</Status>
  if (forward?.disabledBecause) return <Status tone="warn">Not forwarding</Status>
  return <Status tone="good">Active</Status>
}
