import { endpointId, eventId } from '@countersign/shared/ids'
import { z } from 'zod'
import type { Endpoint } from '../../../domain/webhooks/endpoint.ts'
import type { WebhookStore } from '../../../ports/webhooks.ts'
import { instant } from '../instant.ts'
import type { Statements } from '../statements.ts'
import { assignmentsOf, columnsOf } from '../statements.ts'
import { ENDPOINT_COLUMNS, secretRow, toEndpoint, toSecret } from './endpoint-row.ts'

const nextRow = z.object({
  endpoint_id: endpointId,
  event_id: eventId,
  url: z.string(),
  content_type: z.string(),
  body: z.string(),
  due_at: instant,
  overtaken: z.boolean(),
})
const droppedRow = z.object({ endpoint_id: endpointId })
const aboutRow = z.object({ about: z.string() })
const numberRow = z.tuple([z.object({ attempts: z.int() })])
const sinceRow = z.tuple([z.object({ failing_since: instant })])
const sealedRow = secretRow.extend({ sealed: z.string() })

export function createWebhookStore(tx: Statements): WebhookStore {
  let listening: ReturnType<WebhookStore['listening']> | undefined
  return {
    async insert(endpoint) {
      const { id, integrationId, createdAt } = endpoint
      const row = { id, integration_id: integrationId, created_at: createdAt, ...settingsOf(endpoint) }
      await tx.run`insert into webhook_endpoint ${columnsOf(row)}`
    },

    async lock(id) {
      const [row] = await tx.rows`
        select ${ENDPOINT_COLUMNS} from webhook_endpoint e left join integration i on i.id = e.integration_id
        where e.id = ${id} for update of e`
      return row === undefined ? undefined : toEndpoint(row)
    },

    async update(endpoint) {
      await tx.run`update webhook_endpoint set ${assignmentsOf(settingsOf(endpoint))},
          failing_since = case when ${endpoint.disabled !== null}::boolean then failing_since end
        where id = ${endpoint.id}`
    },

    // An announcing transaction asks for each of its approvals.
    listening() {
      listening ??= readListening(tx)
      return listening
    },

    async insertSecret(owner, { id, sealed, lastFour, createdAt, expiresAt }) {
      const row = { id, endpoint_id: owner, sealed, last_four: lastFour, created_at: createdAt, expires_at: expiresAt }
      await tx.run`insert into signing_secret ${columnsOf(row)}`
    },

    async liveSecrets(owner, now) {
      const rows = await tx.rows`
        select s.id, s.sealed, s.last_four, s.created_at, s.expires_at
        from webhook_endpoint e join signing_secret s on s.endpoint_id = e.id or s.integration_id = e.integration_id
        where e.id = ${owner} and (s.expires_at is null or s.expires_at > ${now}) order by s.created_at desc, s.id desc`
      return rows.map((raw) => {
        const row = sealedRow.parse(raw)
        return { ...toSecret(row), sealed: row.sealed }
      })
    },

    async endSecrets(owner, at) {
      await tx.run`update signing_secret set expires_at = ${at}
        where endpoint_id = ${owner} and (expires_at is null or expires_at > ${at})`
    },

    async insertDeliveries(deliveries) {
      for (const { endpointId: endpoint, eventId: event, approvalId, contentType, at, ...rest } of deliveries) {
        const due = { status: 'pending', due_at: at, created_at: at }
        const row = { endpoint_id: endpoint, event_id: event, approval_id: approvalId, content_type: contentType }
        await tx.run`insert into webhook_delivery ${columnsOf({ ...row, ...rest, ...due })}`
      }
    },

    async next(endpoint, about) {
      const [raw] = await tx.rows`
        select d.endpoint_id, d.event_id, e.url, d.content_type, d.body, d.due_at,
          e.integration_id is not null and (coalesce(a.status <> 'pending', false) or exists (
            select from webhook_delivery l where l.endpoint_id = d.endpoint_id and l.seq > d.seq
              and coalesce(l.approval_id, l.event_id) = ${about} and l.status = 'pending')) as overtaken
        from webhook_delivery d join webhook_endpoint e on e.id = d.endpoint_id
          left join integration i on i.id = e.integration_id left join approval a on a.id = d.approval_id
        where d.endpoint_id = ${endpoint} and coalesce(d.approval_id, d.event_id) = ${about} and d.status = 'pending'
          and e.disabled_at is null and i.disabled_at is null
        order by d.seq limit 1`
      if (raw === undefined) return undefined
      const row = nextRow.parse(raw)
      return {
        endpointId: row.endpoint_id,
        eventId: row.event_id,
        url: row.url,
        contentType: row.content_type,
        body: row.body,
        dueAt: row.due_at,
        overtaken: row.overtaken,
      }
    },

    async waiting(endpoint) {
      const rows = await tx.rows`
        select distinct coalesce(approval_id, event_id) as about from webhook_delivery
        where endpoint_id = ${endpoint} and status = 'pending'`
      return rows.map((row) => aboutRow.parse(row).about)
    },

    async beginTry({ endpointId: endpoint, eventId: event }, at) {
      const rows = await tx.rows`
        with begun as (
          update webhook_delivery set attempts = attempts + 1
          where endpoint_id = ${endpoint} and event_id = ${event} returning endpoint_id, event_id, attempts),
        written as (
          insert into webhook_attempt (endpoint_id, event_id, number, started_at)
          select endpoint_id, event_id, attempts, ${at}::timestamptz from begun)
        select attempts from begun`
      return numberRow.parse(rows)[0].attempts
    },

    async endTry({ endpointId: endpoint, eventId: event }, number, { at, status, error, response }) {
      const row = { finished_at: at, status_code: status, error, response }
      await tx.run`update webhook_attempt set ${assignmentsOf(row)}
        where endpoint_id = ${endpoint} and event_id = ${event} and number = ${number}`
    },

    async finish({ endpointId: endpoint, eventId: event }, to, at) {
      const finished = await tx.run`update webhook_delivery set status = ${to}, finished_at = ${at}
        where endpoint_id = ${endpoint} and event_id = ${event} and status = 'pending'`
      return finished === 1
    },

    async postpone({ endpointId: endpoint, eventId: event }, number, dueAt) {
      const postponed = await tx.run`update webhook_delivery set due_at = ${dueAt}
        where endpoint_id = ${endpoint} and event_id = ${event} and status = 'pending' and attempts = ${number}`
      return postponed === 1
    },

    async revive({ endpointId: endpoint, eventId: event }, at) {
      const [row] = await tx.rows`update webhook_delivery set status = 'pending', due_at = ${at}, finished_at = null
        where endpoint_id = ${endpoint} and event_id = ${event} returning coalesce(approval_id, event_id) as about`
      return row === undefined ? undefined : aboutRow.parse(row)
    },

    async holdApproval(about) {
      await tx.rows`select 1 from approval where id = ${about} for share`
    },

    async reviveForwards(approval, at) {
      const rows = await tx.rows`
        update webhook_delivery d set status = 'pending', due_at = ${at}, finished_at = null
        from webhook_endpoint e join integration i on i.id = e.integration_id
        where d.approval_id = ${approval} and d.status = 'dropped' and e.id = d.endpoint_id
          and e.disabled_at is null and i.disabled_at is null
        returning d.endpoint_id`
      return [...new Set(rows.map((row) => droppedRow.parse(row).endpoint_id))]
    },

    async dropWaiting(endpoint, at) {
      await tx.run`update webhook_delivery set status = 'dropped', finished_at = ${at}
        where endpoint_id = ${endpoint} and status = 'pending'`
    },

    async recordSuccess(endpoint, at) {
      await tx.run`update webhook_endpoint set failing_since = null, last_error = null, last_delivered_at = ${at}
        where id = ${endpoint}`
    },

    async recordFailure(endpoint, at, error) {
      const rows = await tx.rows`update webhook_endpoint
        set failing_since = coalesce(failing_since, ${at}::timestamptz), last_error = ${error}
        where id = ${endpoint} returning failing_since`
      return sinceRow.parse(rows)[0].failing_since
    },

    async prune(before, limit) {
      return tx.run`
        with old as (
          select endpoint_id, event_id from webhook_delivery where created_at < ${before} and finished_at < ${before}
          order by created_at limit ${limit} for update skip locked),
        tries as (
          delete from webhook_attempt a using old where (a.endpoint_id, a.event_id) = (old.endpoint_id, old.event_id))
        delete from webhook_delivery d using old where (d.endpoint_id, d.event_id) = (old.endpoint_id, old.event_id)`
    },
  }
}

const settingsOf = ({ name, url, eventTypes, teams, policies, format, updatedAt, disabled }: Endpoint) => ({
  name,
  url,
  event_types: eventTypes,
  teams,
  policies,
  format,
  updated_at: updatedAt,
  disabled_at: disabled?.at ?? null,
  disabled_because: disabled?.because ?? null,
})

async function readListening(tx: Statements): ReturnType<WebhookStore['listening']> {
  const rows = await tx.rows`
    select ${ENDPOINT_COLUMNS} from webhook_endpoint e left join integration i on i.id = e.integration_id
    where e.disabled_at is null and i.disabled_at is null order by e.id`
  return rows.map(toEndpoint)
}
