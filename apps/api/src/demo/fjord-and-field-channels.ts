import type { IntegrationRequest } from '@countersign/shared/integrations'
import { integrationRequest } from '@countersign/shared/integrations'
import type { Preferences } from '@countersign/shared/preferences'
import type { WebhookRequest } from '@countersign/shared/webhooks'
import { webhookRequest } from '@countersign/shared/webhooks'

/** How Fjord & Field hears of approvals, and which of its systems answer them. */
export interface ChannelSeed {
  /** The admin who has set all of it up. */
  readonly admin: string
  readonly preferences: Readonly<Record<string, Preferences>>
  readonly integrations: readonly IntegrationRequest[]
  /** Disabled: nothing of the demo ever calls another machine. */
  readonly webhooks: readonly WebhookRequest[]
}

const at = (hours: number, minutes = 0): number => hours * 60 + minutes
const OFFICE = { from: at(18), until: at(8) }

const MOVES_TO = 'body.?changelog.?items.orValue([]).exists(item, item.field == "status" && item.toString in'

/** Support has a status of its own for what was paid already; the key leads back to the conversation. */
const SERVICE_DESK = {
  ignore: `!${MOVES_TO} ["Approved", "Declined", "Already paid"])`,
  outcome: `${MOVES_TO} ["Approved"]) ? "approve" : "reject"`,
  reason: '{"Already paid": "AlreadyRefunded"}[?body.issue.fields.status.name]',
  comment: 'body.issue.key + ": " + body.issue.fields.summary',
}

export const FJORD_AND_FIELD_CHANNELS: ChannelSeed = {
  admin: 'usr_helen',
  preferences: {
    usr_ana: { email: 'digest', slack: 'each', digestAt: at(7, 30), quiet: OFFICE, timeZone: 'Europe/Stockholm' },
    usr_marco: {
      email: 'each',
      slack: 'each',
      digestAt: at(9),
      quiet: { from: at(20), until: at(9) },
      timeZone: 'Europe/Rome',
    },
    // Parcels leave at night, too.
    usr_priya: { email: 'each', slack: 'each', digestAt: at(6), quiet: null, timeZone: 'Europe/Oslo' },
    usr_tomasz: { email: 'digest', slack: 'off', digestAt: at(10), quiet: OFFICE, timeZone: 'Europe/Warsaw' },
    usr_dana: {
      email: 'off',
      slack: 'each',
      digestAt: at(8),
      quiet: { from: at(22), until: at(7) },
      timeZone: 'Europe/Lisbon',
    },
    usr_helen: { email: 'digest', slack: 'off', digestAt: at(8), quiet: OFFICE, timeZone: 'Europe/Oslo' },
  },
  integrations: [
    integrationRequest.parse({
      name: 'ServiceNow change board',
      kind: 'servicenow',
      teams: ['platform', 'machine-learning'],
      policies: ['production-change', 'model-release', 'change-control', 'two-of-three'],
      outcomes: ['approve', 'reject'],
    }),
    integrationRequest.parse({
      name: 'Jira service desk',
      kind: 'jira',
      teams: ['payments'],
      policies: ['refunds', 'refund-limits'],
      mapping: SERVICE_DESK,
    }),
  ],
  webhooks: [
    webhookRequest.parse({
      name: 'Data warehouse',
      url: 'https://warehouse.fjordandfield.example/ingest/countersign',
      eventTypes: [
        'approval.requested',
        'approval.decided',
        'approval.expired',
        'callback.confirmed',
        'callback.failed',
      ],
      format: 'cloudevents',
    }),
  ],
}
