import type { WebhookFormat } from '@countersign/shared/channels'
import type { EventType } from '@countersign/shared/events'
import type { EndpointId, IntegrationId, TeamId } from '@countersign/shared/ids'

/** Where events go. */
export interface Endpoint {
  readonly id: EndpointId
  readonly name: string
  readonly url: string
  /** Set: it forwards new approvals to this integration, is signed with its secrets and changed through it. */
  readonly integrationId: IntegrationId | null
  /** Empty lists: all. Of a forward, teams and policies are those of its integration. */
  readonly eventTypes: readonly EventType[]
  readonly teams: readonly TeamId[]
  readonly policies: readonly string[]
  readonly format: WebhookFormat
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly disabled: { readonly at: Date; readonly because: string } | null
}

/** How calls went lately. */
export interface EndpointHealth {
  /** The first failure since the last success. */
  readonly failingSince: Date | null
  readonly lastDeliveredAt: Date | null
  readonly lastError: string | null
}
