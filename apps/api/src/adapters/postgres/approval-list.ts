import { CALLBACK_STATUSES } from '@countersign/shared/statuses'
import { z } from 'zod'
import type { ApprovalQuery, ApprovalReader, ApprovalRow, Reviewer, Visibility } from '../../ports/approval-reader.ts'
import { APPROVAL_SOURCE, LISTED_COLUMNS, toListedApproval } from './approval-row.ts'
import { Prisma } from './generated/client.ts'
import type { ListOrder, Place } from './list-cursor.ts'
import { formatCursor, parseCursor } from './list-cursor.ts'
import { toWatch, WATCH_COLUMNS, watchRow } from './notices/watches.ts'
import { toPrefixQuery } from './search-text.ts'
import type { Statements } from './statements.ts'

const rowSchema = watchRow.extend({ team_name: z.string(), callback_status: z.enum(CALLBACK_STATUSES).nullable() })
const countRow = z.object({ count: z.coerce.number() })

/** Beyond this a person cares about none of the exact numbers, and counting costs more than listing. */
const MAX_COUNT = 1_000

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
  const counted = place === null && (query.waitingFor !== null || query.watch !== null)
  if (branches.length === 0) return { items: [], nextCursor: null, count: counted ? NONE : null }
  const { key, direction } = ORDERS[order]
  const limit = query.limit + 1
  const filter = filterOf(query, order, place)
  const found = branches.map(
    (branch) => Prisma.sql`(
      select a.id, ${key} as place from approval a ${branch} ${filter}
      order by ${key} ${direction}, a.id ${direction} limit ${limit})`,
  )
  const all = branches.map(
    (branch) => Prisma.sql`(select a.id from approval a ${branch} ${filter} limit ${MAX_COUNT + 1})`,
  )
  const count = counted
    ? Prisma.sql`(select count(*) from (select id from (${Prisma.join(all, ' union ')}) each limit ${MAX_COUNT + 1}) counted)`
    : Prisma.sql`null`
  // Each branch walks its own index and stops early; together they hold the first `limit` rows of all.
  const raw = await statements.rows`
    with found as (${Prisma.join(found, ' union ')}),
      page as (select id, place from found order by place ${direction}, id ${direction} limit ${limit})
    select ${LISTED_COLUMNS}, m.name as team_name,
      (select c.status from callback c where c.decision_id = d.id) as callback_status, ${WATCH_COLUMNS}, ${count} as count
    from page g join ${APPROVAL_SOURCE} on a.id = g.id join team m on m.id = a.team_id
      left join approval_watch w on w.approval_id = a.id and w.user_id = ${query.viewer}
    order by g.place ${direction}, a.id ${direction}`
  const items = raw.slice(0, query.limit).map((row) => toRow(row, query.viewer !== null))
  const total = counted ? toCount(raw[0]) : null
  const last = items.at(-1)?.approval
  if (raw.length <= query.limit || !last) return { items, nextCursor: null, count: total }
  const at = order === 'due' ? (last.deadline?.at ?? null) : last.createdAt
  return { items, nextCursor: formatCursor({ order, at, id: last.id }), count: total }
}

/** One branch per reason for which the viewer may see an approval. */
function branchesOf({ team, waitingFor }: ApprovalQuery, visibility: Visibility): readonly Prisma.Sql[] {
  if (waitingFor) return waitingBranches(waitingFor, team, visibility)
  if (visibility.kind === 'all') return [team ? Prisma.sql`where a.team_id = ${team}` : Prisma.sql`where true`]
  const { teams, people, requestedBy, registeredByKey } = visibility
  const inTeam = team ? Prisma.sql`and a.team_id = ${team}` : Prisma.empty
  return [
    ...teams.filter((each) => !team || each === team).map((each) => Prisma.sql`where a.team_id = ${each}`),
    // Both are empty for nearly every approval, and so are these indexes.
    ...(teams.length > 0
      ? [Prisma.sql`where a.audience_teams && ${[...teams]}::text[] and a.audience_teams <> '{}' ${inTeam}`]
      : []),
    ...(people.length > 0
      ? [Prisma.sql`where a.audience_people && ${[...people]}::text[] and a.audience_people <> '{}' ${inTeam}`]
      : []),
    ...requestedBy.map((name) => Prisma.sql`where a.requested_by_id = ${name} ${inTeam}`),
    ...(registeredByKey ? [Prisma.sql`where a.registered_by_key = ${registeredByKey} ${inTeam}`] : []),
  ]
}

/** Of a reviewer's own seat and of each they stand in for: the teams' own cases, those of others, and those by name. */
function waitingBranches(reviewer: Reviewer, team: string | null, visibility: Visibility): readonly Prisma.Sql[] {
  const inTeam = team ? Prisma.sql`and a.team_id = ${team}` : Prisma.empty
  return reviewer.seats.flatMap((seat) => {
    const teams = seat.teams.filter((each) => visibility.kind === 'all' || visibility.teams.includes(each))
    const waits = waitsFor(reviewer, seat)
    return [
      ...teams
        .filter((each) => !team || each === team)
        .map((each) => Prisma.sql`where a.team_id = ${each} and a.asked_here and ${waits}`),
      ...(teams.length > 0
        ? [Prisma.sql`where a.asked_elsewhere && ${teams}::text[] and a.asked_elsewhere <> '{}' and ${waits} ${inTeam}`]
        : []),
      Prisma.sql`where a.asked_people @> ${[seat.userId]}::text[] and a.asked_people <> '{}' and ${waits} ${inTeam}`,
    ]
  })
}

/** `authorize`'s rules for a vote, as SQL; `waiting-for-me.test.ts` holds the two against each other. */
const waitsFor = (voter: Reviewer, seat: Reviewer['seats'][number]): Prisma.Sql => Prisma.sql`
  not (a.excluded_names && ${[...voter.aliases, ...seat.aliases]}::text[])
  and not exists (select from vote v where v.approval_id = a.id and v.attempt_number = a.attempt_number
    and v.undone_at is null and (v.user_id = any(${[voter.userId, seat.userId]}) or v.on_behalf_of_id = ${seat.userId}))`

function watchFilter({ viewer, watch, waitingFor }: ApprovalQuery): Prisma.Sql {
  if (watch === null && waitingFor === null) return Prisma.empty
  const snoozed = Prisma.sql`select w.approval_id from approval_watch w
    where w.user_id = ${viewer} and w.snoozed_until > countersign_now()`
  return watch === 'snoozed' ? Prisma.sql`and a.id in (${snoozed})` : Prisma.sql`and a.id not in (${snoozed})`
}

function filterOf(query: ApprovalQuery, order: ListOrder, place: Place | null): Prisma.Sql {
  const { statuses, requestedBy, text } = query
  const { key, after } = ORDERS[order]
  const words = text === null ? null : toPrefixQuery(text)
  // Pending is spelled out, because that is what the partial indexes are declared with.
  const status =
    order === 'due' ? Prisma.sql`and a.status = 'pending'` : Prisma.sql`and a.status = any(${statuses ?? []})`
  return Prisma.join(
    [
      statuses ? status : Prisma.empty,
      requestedBy ? Prisma.sql`and a.requested_by_id = any(${[...requestedBy]})` : Prisma.empty,
      watchFilter(query),
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

const NONE = { value: 0, more: false }

function toCount(first: unknown) {
  if (first === undefined) return NONE
  const { count } = countRow.parse(first)
  return { value: Math.min(count, MAX_COUNT), more: count > MAX_COUNT }
}

function toRow(raw: unknown, seen: boolean): ApprovalRow {
  const approval = toListedApproval(raw)
  const { team_name: teamName, callback_status: callbackStatus, ...watch } = rowSchema.parse(raw)
  return {
    approval,
    teamName,
    decision: 'decision' in approval ? approval.decision : null,
    callbackStatus,
    watch: seen ? toWatch(watch) : null,
  }
}
