import type { Forward, IntegrationRecord } from '../../../ports/integrations.ts'
import type { Statements } from '../statements.ts'
import { columnsOf } from '../statements.ts'

/** An endpoint keeps its deliveries, so it is switched off and never deleted. */
export const FORWARDING_OFF = 'Forwarding was turned off.'
const INTEGRATION_DISABLED = 'The integration is disabled.'

/** New attempts have new callback addresses, so the other side hears of each. */
const FORWARDED_EVENTS = ['approval.requested', 'approval.superseded', 'approval.revived']

/** One endpoint an integration, signed with the integration's own secrets, for its teams and policies. */
export async function setForward(
  tx: Statements,
  { id, name, teams, policies, disabledAt }: IntegrationRecord,
  forward: Forward | null,
  at: Date,
): Promise<void> {
  if (forward === null) {
    await tx.run`
      update webhook_endpoint set disabled_at = coalesce(disabled_at, ${at}), disabled_because = ${FORWARDING_OFF},
        updated_at = ${at}
      where integration_id = ${id}`
    return
  }
  const because = disabledAt && INTEGRATION_DISABLED
  const reset = forward.revive || disabledAt !== null
  const changed = await tx.run`
    update webhook_endpoint set name = ${name}, url = ${forward.url}, teams = ${teams}, policies = ${policies},
      disabled_at = case when ${reset}::boolean then ${disabledAt}::timestamptz else disabled_at end,
      disabled_because = case when ${reset}::boolean then ${because}::text else disabled_because end,
      failing_since = case when ${reset}::boolean then null else failing_since end, updated_at = ${at}
    where integration_id = ${id}`
  if (changed > 0) return
  const row = {
    id: forward.endpointId,
    name,
    url: forward.url,
    integration_id: id,
    event_types: FORWARDED_EVENTS,
    teams,
    policies,
    format: 'standard',
    created_at: at,
    updated_at: at,
    disabled_at: disabledAt,
    disabled_because: because,
  }
  await tx.run`insert into webhook_endpoint ${columnsOf(row)}`
}
