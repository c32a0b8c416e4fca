import { DELIVERY_STATUSES } from '@countersign/shared/channels'
import { approvalId, endpointId, eventId } from '@countersign/shared/ids'
import type { Pool } from 'pg'
import { z } from 'zod'
import type { DeliveryRow, EndpointDetail, Page, PageQuery, WebhookReader } from '../../../ports/webhooks.ts'
import { Prisma } from '../generated/client.ts'
import { instant } from '../instant.ts'
import { createStatements } from '../statements.ts'
import { ENDPOINT_COLUMNS, secretRow, toEndpoint, toSecret } from './endpoint-row.ts'

const detailRow = z.object({
  failing_since: instant.nullable(),
  last_delivered_at: instant.nullable(),
  last_error: z.string().nullable(),
  pending: z.coerce.number(),
  secrets: z.array(secretRow),
})
const deliveryRow = z.object({
  event_id: eventId,
  seq: z.coerce.number(),
  approval_id: approvalId.nullable(),
  type: z.string(),
  status: z.enum(DELIVERY_STATUSES),
  attempts: z.int(),
  due_at: instant,
  created_at: instant,
  finished_at: instant.nullable(),
})
const tryRow = z.object({
  number: z.int(),
  started_at: instant,
  finished_at: instant.nullable(),
  status_code: z.int().nullable(),
  error: z.string().nullable(),
  response: z.string().nullable(),
})
const deliveryDetailRow = deliveryRow.extend({ content_type: z.string(), body: z.string(), log: z.array(tryRow) })

/** More is no other answer to the question whether it keeps up. */
const MAX_PENDING = 1_000

const DETAIL_COLUMNS = Prisma.sql`${ENDPOINT_COLUMNS}, e.failing_since, e.last_delivered_at, e.last_error,
  (select count(*) from (select 1 from webhook_delivery d where d.endpoint_id = e.id and d.status = 'pending'
    limit ${MAX_PENDING}) waiting) as pending,
  coalesce((select jsonb_agg(jsonb_build_object('id', s.id, 'last_four', s.last_four, 'created_at', s.created_at,
      'expires_at', s.expires_at) order by s.created_at desc, s.id desc)
    from signing_secret s where (s.endpoint_id = e.id or s.integration_id = e.integration_id)
      and (s.expires_at is null or s.expires_at > countersign_now())), '[]') as secrets`
const DETAIL_SOURCE = Prisma.sql`webhook_endpoint e left join integration i on i.id = e.integration_id`

const endpointCursor = z.tuple([z.iso.datetime(), endpointId])
const deliveryCursor = z.tuple([z.iso.datetime(), z.int().nonnegative(), eventId])

export function createPostgresWebhookReader(pool: Pool): WebhookReader {
  const statements = createStatements(pool)
  return {
    async endpoints({ cursor, limit }) {
      const place = cursor === null ? null : parseCursor(endpointCursor, cursor)
      if (place === undefined) return undefined
      const after = place
        ? Prisma.sql`where (e.created_at, e.id) < (${place[0]}::timestamptz, ${place[1]})`
        : Prisma.empty
      const rows = await statements.rows`select ${DETAIL_COLUMNS} from ${DETAIL_SOURCE} ${after}
        order by e.created_at desc, e.id desc limit ${limit + 1}`
      return pageOf(rows.map(toDetail), limit, ({ endpoint }) => [endpoint.createdAt, endpoint.id])
    },

    async endpoint(id) {
      const [row] = await statements.rows`select ${DETAIL_COLUMNS} from ${DETAIL_SOURCE} where e.id = ${id}`
      return row === undefined ? undefined : toDetail(row)
    },

    async deliveries(id, page) {
      const place = page.cursor === null ? null : parseCursor(deliveryCursor, page.cursor)
      if (place === undefined) return undefined
      const after = place
        ? Prisma.sql`and (created_at, seq, event_id) < (${place[0]}::timestamptz, ${place[1]}::bigint, ${place[2]})`
        : Prisma.empty
      const rows = await statements.rows`
        select event_id, seq, approval_id, type, status, attempts, due_at, created_at, finished_at
        from webhook_delivery where endpoint_id = ${id} ${after}
        order by created_at desc, seq desc, event_id desc limit ${page.limit + 1}`
      const parsed = rows.map((row) => deliveryRow.parse(row))
      return deliveryPage(parsed, page)
    },

    async delivery({ endpointId: endpoint, eventId: event }) {
      const [raw] = await statements.rows`
        select d.*, coalesce((select jsonb_agg(to_jsonb(a) order by a.number) from webhook_attempt a
          where a.endpoint_id = d.endpoint_id and a.event_id = d.event_id), '[]') as log
        from webhook_delivery d where d.endpoint_id = ${endpoint} and d.event_id = ${event}`
      if (raw === undefined) return undefined
      const row = deliveryDetailRow.parse(raw)
      const log = row.log.map(({ number, started_at, finished_at, status_code, error, response }) => ({
        number,
        startedAt: started_at,
        finishedAt: finished_at,
        status: status_code,
        error,
        response,
      }))
      return { ...toDelivery(row), contentType: row.content_type, body: row.body, log }
    },
  }
}

function toDetail(raw: unknown): EndpointDetail {
  const row = detailRow.parse(raw)
  return {
    endpoint: toEndpoint(raw),
    health: {
      failingSince: row.failing_since,
      lastDeliveredAt: row.last_delivered_at,
      lastError: row.last_error,
      pending: row.pending,
    },
    secrets: row.secrets.map(toSecret),
  }
}

const toDelivery = (row: z.output<typeof deliveryRow>): DeliveryRow => ({
  eventId: row.event_id,
  type: row.type,
  approvalId: row.approval_id,
  status: row.status,
  attempts: row.attempts,
  dueAt: row.due_at,
  createdAt: row.created_at,
  finishedAt: row.finished_at,
})

/** The cursor holds the sequence number too, which a row of the list does not show. */
function deliveryPage(rows: readonly z.output<typeof deliveryRow>[], { limit }: PageQuery): Page<DeliveryRow> {
  const { items, nextCursor } = pageOf(rows, limit, (row) => [row.created_at, row.seq, row.event_id])
  return { items: items.map(toDelivery), nextCursor }
}

function pageOf<T>(rows: readonly T[], limit: number, placeOf: (row: T) => readonly unknown[]): Page<T> {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  if (rows.length <= limit || last === undefined) return { items, nextCursor: null }
  return { items, nextCursor: Buffer.from(JSON.stringify(placeOf(last))).toString('base64url') }
}

/** `undefined` when it is none of this list's. */
function parseCursor<S extends z.ZodType>(schema: S, cursor: string): z.output<S> | undefined {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch {
    return undefined
  }
}
