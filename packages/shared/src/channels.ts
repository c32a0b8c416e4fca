/** Names the channels share with the database's check constraints and with the API. */
export const INTEGRATION_KINDS = ['servicenow', 'jira', 'github', 'generic'] as const
export type IntegrationKind = (typeof INTEGRATION_KINDS)[number]

/** `standard`: `{ type, timestamp, data }` of Standard Webhooks · `cloudevents`: the same in a CloudEvents 1.0 envelope. */
export const WEBHOOK_FORMATS = ['standard', 'cloudevents'] as const
export type WebhookFormat = (typeof WEBHOOK_FORMATS)[number]

/** `failed`: given up, redeliver by hand · `dropped`: the endpoint was disabled, or a forward overtaken, before it arrived. */
export const DELIVERY_STATUSES = ['pending', 'delivered', 'failed', 'dropped'] as const
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number]

export const NOTICE_KINDS = ['request', 'reminder', 'escalation', 'outcome', 'digest'] as const
export type NoticeKind = (typeof NOTICE_KINDS)[number]

export const NOTICE_CHANNELS = ['email', 'slack'] as const
export type NoticeChannel = (typeof NOTICE_CHANNELS)[number]

export const NOTICE_STATUSES = ['waiting', 'sent', 'dropped', 'failed'] as const

/** `each`: one mail a notice, coalesced · `digest`: once a day · `off`: none. */
export const EMAIL_WISHES = ['each', 'digest', 'off'] as const

/** `each`: direct messages for requests, reminders and outcomes · `off`: the team's channel only. */
export const SLACK_WISHES = ['each', 'off'] as const
