import { z } from 'zod'
import { approvalId } from './ids.ts'
import { APPROVAL_STATUSES, CALLBACK_STATUSES } from './statuses.ts'

/**
 * Event names shared by the SSE stream, webhooks and the audit log. `approval.` is implied by the noun they carry;
 * names follow 01: requested, claimed, voted, decided, callback.confirmed, callback.failed, expired, withdrawn, undone.
 */
export const EVENT_TYPES = [
  'approval.requested',
  'approval.superseded',
  'approval.claimed',
  'approval.released',
  'approval.reassigned',
  'approval.escalated',
  'approval.moved',
  'approval.voted',
  'approval.decided',
  'approval.undone',
  'approval.commented',
  'approval.expired',
  'approval.withdrawn',
  'approval.revived',
  'callback.sent',
  'callback.confirmed',
  'callback.failed',
] as const
export type EventType = (typeof EVENT_TYPES)[number]

/** One message of `GET /v1/events`; the SSE `id` is the audit sequence number, so `Last-Event-ID` replays without gaps. */
export const eventView = z
  .strictObject({
    seq: z.int(),
    type: z.enum(EVENT_TYPES),
    at: z.iso.datetime(),
    approvalId,
    team: z.string(),
    version: z.int(),
    status: z.enum(APPROVAL_STATUSES),
    callbackStatus: z.enum(CALLBACK_STATUSES).nullable(),
  })
  .meta({ id: 'Event' })

export type EventView = z.output<typeof eventView>
