import { CALLBACK_STATUSES } from '@countersign/shared/statuses'
import { z } from 'zod'
import type { ApprovalQuery, ApprovalReader, ApprovalRow, Visibility } from '../../ports/approval-reader.ts'
import { APPROVAL_SOURCE, LISTED_COLUMNS, toListedApproval } from './approval-row.ts'
import { Prisma } from './generated/client.ts'
import type { ListOrder, Place } from './list-cursor.ts'
import { formatCursor, parseCursor } from './list-cursor.ts'
import { toPrefixQuery } from './search-text.ts'
import type { Statements } from './statements.ts'

const rowSchema = z.object({ team_name: z.string(), callback_status: z.enum(CALLBACK_STATUSES).nullable() })

/** Each order is one keyset over columns that an index of the migrations holds in that order. */
const ORDERS = {
  due: {
    key: Prisma.sql`coalesce(a.deadline_at, 'infinity')`,
    direction: Prisma.sql`asc`,
    after: Prisma.sql`>`,
  },
  newest: { key: Prisma.sql`a.created_at`, direction: Prisma.sql`desc`, after: Prisma.sql`<` },
} as const satisfies Record<ListOrder, unknown>

/** `undefined`: the cursor belongs to no page of this list. */
export async function listApprovals(
  statements: Statements,
  query: ApprovalQuery,
  visibility: Visibility,
): ReturnType<ApprovalReader['list']> {
  const order: ListOrder = query.statuses?.length === 1 && query.statuses[0] === 'pending' ? 'due' : 'newest'
  const place = query.cursor === null ? null : parseCursor(query.cursor, order)
  if (place === undefined) return undefined
  const branches = branchesOf(query, visibility)
  if (branches.length === 0) return { items: [], nextCursor: null }
  const { key, direction } = ORDERS[order]
  const limit = query.limit + 1
  const filter = filterOf(query, order, place)
  const found = branches.map(
    (branch) => Prisma.sql`(
      select a.id, ${key} as place from approval a ${branch} ${filter}
      order by ${key} ${direction}, a.id ${direction} limit ${limit})`,
  )
  // Each branch walks its own index and stops early; together they hold the first `limit` rows of all.
  const raw = await statements.rows`
    with found as (${Prisma.join(found, ' union ')}),
      page as (select id, place from found order by place ${direction}, id ${direction} limit ${limit})
    select ${LISTED_COLUMNS}, m.name as team_name,
      (select c.status from callback c where c.decision_id = d.id) as callback_status
    from page g join ${APPROVAL_SOURCE} on a.id = g.id join team m on m.id = a.team_id
    order by g.place ${direction}, a.id ${direction}`
  const items = raw.slice(0, query.limit).map(toRow)
  const last = items.at(-1)?.approval
  if (raw.length <= query.limit || !last) return { items, nextCursor: null }
  const at = order === 'due' ? (last.deadline?.at ?? null) : last.createdAt
  return { items, nextCursor: formatCursor({ order, at, id: last.id }) }
}

/** One branch per reason for which the viewer may see an approval. */
function branchesOf({ team }: ApprovalQuery, visibility: Visibility): readonly Prisma.Sql[] {
  if (visibility.kind === 'all') return [team ? Prisma.sql`where a.team_id = ${team}` : Prisma.sql`where true`]
  const { teams, requestedBy, registeredByKey } = visibility
  const inTeam = team ? Prisma.sql`and a.team_id = ${team}` : Prisma.empty
  return [
    ...teams.filter((each) => !team || each === team).map((each) => Prisma.sql`where a.team_id = ${each}`),
    ...requestedBy.map((name) => Prisma.sql`where a.requested_by_id = ${name} ${inTeam}`),
    ...(registeredByKey ? [Prisma.sql`where a.registered_by_key = ${registeredByKey} ${inTeam}`] : []),
  ]
}

function filterOf({ statuses, requestedBy, text }: ApprovalQuery, order: ListOrder, place: Place | null): Prisma.Sql {
  const { key, after } = ORDERS[order]
  const words = text === null ? null : toPrefixQuery(text)
  // Pending is spelled out, because that is what the partial indexes are declared with.
  const status =
    order === 'due' ? Prisma.sql`and a.status = 'pending'` : Prisma.sql`and a.status = any(${statuses ?? []})`
  return Prisma.join(
    [
      statuses ? status : Prisma.empty,
      requestedBy ? Prisma.sql`and a.requested_by_id = any(${[...requestedBy]})` : Prisma.empty,
      words === null ? Prisma.empty : Prisma.sql`and ${SEARCHED} @@ to_tsquery('simple', ${words})`,
      place
        ? Prisma.sql`and (${key}, a.id) ${after} (${place.at?.toISOString() ?? 'infinity'}::timestamptz, ${place.id})`
        : Prisma.empty,
    ],
    ' ',
  )
}

/** Word for word the expression of the index approval_search. */
const SEARCHED = Prisma.sql`to_tsvector('simple', a.title || ' ' || coalesce(a.context_line, '') || ' '
  || coalesce(a.requested_by_name, '') || ' ' || coalesce(a.item_key, '') || ' ' || a.execution_arn)`

function toRow(raw: unknown): ApprovalRow {
  const approval = toListedApproval(raw)
  const { team_name: teamName, callback_status: callbackStatus } = rowSchema.parse(raw)
  return { approval, teamName, decision: 'decision' in approval ? approval.decision : null, callbackStatus }
}
