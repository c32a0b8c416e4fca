import type { EndpointId } from '@countersign/shared/ids'
import { authorizeSetup } from '../../domain/authorize.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Refused } from '../../domain/refusal.ts'
import { refused } from '../../domain/refusal.ts'
import type { Endpoint } from '../../domain/webhooks/endpoint.ts'
import type { Stores } from '../../ports/unit-of-work.ts'
import { refreshPrincipal } from '../refresh-principal.ts'

/** For a change: locked, and only for who may set up channels at this moment (I8). */
export async function findEndpoint(
  { directory, webhooks }: Pick<Stores, 'directory' | 'webhooks'>,
  asking: Principal,
  id: EndpointId,
): Promise<{ readonly kind: 'found'; readonly endpoint: Endpoint; readonly principal: Principal } | Refused> {
  const principal = await refreshPrincipal(directory, asking)
  const verdict = authorizeSetup(principal)
  if (!verdict.allowed) return refused(verdict)
  const endpoint = await webhooks.lock(id)
  return endpoint ? { kind: 'found', endpoint, principal } : refused({ code: 'not-found' })
}

/** What only the integration may change. */
export const ownedByIntegration = (what: string): Refused =>
  refused({
    code: 'not-permitted',
    rule: 'forward',
    sentence: `This webhook forwards to an integration. Change its ${what} there.`,
  })

export const disabledWebhook = (): Refused =>
  refused({ code: 'not-configured', sentence: 'This webhook is disabled and is sent nothing. Enable it first.' })
