import { NOTICE_CHANNELS, NOTICE_KINDS } from '@countersign/shared/channels'
import { approvalId, noticeId, userId } from '@countersign/shared/ids'
import { z } from 'zod'
import type { NoticeStore, WaitingNotice } from '../../../ports/notices.ts'
import { Prisma } from '../generated/client.ts'
import { instant } from '../instant.ts'
import type { Statements } from '../statements.ts'
import { RECIPIENT_COLUMNS, recipientSource, toRecipient } from './recipient-row.ts'

const COLUMNS = Prisma.sql`n.id, n.user_id, n.approval_id, n.kind, n.channel, n.subject, n.due_at, n.letter`

const noticeRow = z
  .object({
    id: noticeId,
    user_id: userId,
    approval_id: approvalId.nullable(),
    kind: z.enum(NOTICE_KINDS),
    channel: z.enum(NOTICE_CHANNELS),
    subject: z.string(),
    due_at: instant,
    letter: noticeId.nullable(),
  })
  .transform(
    ({ user_id: user, approval_id: about, due_at: dueAt, ...row }): WaitingNotice => ({
      ...row,
      userId: user,
      approvalId: about,
      dueAt,
    }),
  )

export function createNoticeStore(tx: Statements): NoticeStore {
  return {
    async recipients(about, { teams, people }) {
      const rows = await tx.rows`
        with asked as (
          select user_id from membership where team_id = any(${[...teams]}::text[])
          union select unnest(${[...people]}::text[]))
        select ${RECIPIENT_COLUMNS} from ${recipientSource(about)}
        where u.disabled_at is null and u.id in (
          select user_id from asked
          union select g.delegate_id from delegation g join asked on asked.user_id = g.absent_id
            where g.ended_at is null and g.starts_at <= countersign_now() and g.ends_at > countersign_now())
        order by u.id`
      return rows.map(toRecipient)
    },

    async recipientsNamed(about, names) {
      const rows = await tx.rows`
        select ${RECIPIENT_COLUMNS} from ${recipientSource(about)}
        where u.disabled_at is null and (u.id = any(${[...names]}::text[])
          or exists (select from identity i
            where i.user_id = u.id and i.issuer || '|' || i.subject = any(${[...names]}::text[])))
        order by u.id`
      return rows.map(toRecipient)
    },

    async recipient(user, about) {
      const [row] = await tx.rows`select ${RECIPIENT_COLUMNS} from ${recipientSource(about)} where u.id = ${user}`
      return row === undefined ? undefined : toRecipient(row)
    },

    // One statement however many: a Map state may ask a team of fifty a thousand things.
    async plan(notices) {
      const rows = await tx.rows`
        insert into notice as n (id, user_id, approval_id, kind, channel, subject, status, due_at, created_at)
        select x.*, countersign_now() from unnest(
          ${notices.map(({ id }) => id)}::text[], ${notices.map((each) => each.userId)}::text[],
          ${notices.map((each) => each.approvalId)}::text[], ${notices.map(({ kind }) => kind)}::text[],
          ${notices.map(({ channel }) => channel)}::text[], ${notices.map(({ subject }) => subject)}::text[],
          ${notices.map(() => 'waiting')}::text[], ${notices.map(({ dueAt }) => dueAt.toISOString())}::timestamptz[]) x
        on conflict (user_id, coalesce(approval_id, ''), kind, channel, subject) do update
          set status = 'waiting', due_at = excluded.due_at, letter = null, detail = null where n.status = 'dropped'
        returning ${COLUMNS}`
      return rows.map((row) => noticeRow.parse(row))
    },

    async lockWaiting(id) {
      const [row] = await tx.rows`
        select ${COLUMNS} from notice n where n.id = ${id} and n.status = 'waiting' for update`
      return row === undefined ? undefined : noticeRow.parse(row)
    },

    async lockCompanions({ id, userId: user, channel, kind, letter }, limit) {
      const together =
        letter !== null
          ? Prisma.sql`n.letter = ${letter}`
          : kind === 'digest'
            ? Prisma.sql`n.id = ${id}`
            : Prisma.sql`n.letter is null and n.kind <> 'digest' and n.due_at <= countersign_now()`
      const rows = await tx.rows`
        select ${COLUMNS} from notice n
        where n.user_id = ${user} and n.channel = ${channel} and n.status = 'waiting' and ${together}
        order by n.due_at, n.id limit ${limit} for update`
      return rows.map((row) => noticeRow.parse(row))
    },

    async writeLetter(letter, ids) {
      await tx.run`update notice set letter = ${letter} where id = any(${[...ids]})`
    },

    async hold(held) {
      await tx.run`
        update notice n set due_at = x.due_at, letter = null
        from unnest(${held.map(({ id }) => id)}::text[],
          ${held.map(({ dueAt }) => dueAt.toISOString())}::timestamptz[]) as x (id, due_at)
        where n.id = x.id`
    },

    async settle(ids, status, detail) {
      await tx.run`
        update notice set status = ${status}, detail = ${detail},
          sent_at = case when ${status}::text = 'sent' then countersign_now() end
        where id = any(${[...ids]}) and status = 'waiting'`
    },

    prune: (days) => tx.run`
      delete from notice where status <> 'waiting' and created_at < countersign_now() - ${days}::int * interval '1 day'`,
  }
}
