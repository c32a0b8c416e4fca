import { z } from 'zod'
import type { Delegation } from '../../../domain/policy/delegate.ts'
import type { DelegationStore } from '../../../ports/delegations.ts'
import { Prisma } from '../generated/client.ts'
import { instant } from '../instant.ts'
import type { Statements } from '../statements.ts'

const ABSENCE_LOCK = 3

const row = z
  .object({
    id: z.string(),
    absent_id: z.string(),
    absent_name: z.string(),
    delegate_id: z.string(),
    delegate_name: z.string(),
    starts_at: instant,
    ends_at: instant,
    note: z.string().nullable(),
    ended_at: instant.nullable(),
  })
  .transform(
    (each): Delegation => ({
      id: each.id,
      absent: { id: each.absent_id, name: each.absent_name },
      delegate: { id: each.delegate_id, name: each.delegate_name },
      from: each.starts_at,
      until: each.ends_at,
      note: each.note,
      endedAt: each.ended_at,
    }),
  )

const SELECT = Prisma.sql`
  select g.id, g.absent_id, a.name as absent_name, g.delegate_id, d.name as delegate_name, g.starts_at, g.ends_at,
    g.note, g.ended_at
  from delegation g join app_user a on a.id = g.absent_id join app_user d on d.id = g.delegate_id`

export function createDelegationStore(tx: Statements): DelegationStore {
  return {
    async lock(absentId) {
      await tx.run`select pg_advisory_xact_lock(${ABSENCE_LOCK}, hashtext(${absentId}))`
    },

    async insert({ id, absent, delegate, from, until, note }, createdBy, at) {
      await tx.run`
        insert into delegation (id, absent_id, delegate_id, starts_at, ends_at, note, created_at, created_by)
        values (${id}, ${absent.id}, ${delegate.id}, ${from}::timestamptz, ${until}::timestamptz, ${note},
          ${at}::timestamptz, ${createdBy})`
    },

    async find(id) {
      const [found] = await tx.rows`${SELECT} where g.id = ${id}`
      return found === undefined ? undefined : row.parse(found)
    },

    async end(id, at) {
      const ended = await tx.run`
        update delegation set ended_at = ${at}::timestamptz
        where id = ${id} and ended_at is null and ends_at > ${at}::timestamptz`
      return ended === 1
    },

    async overlapping(absentIds, from, until) {
      const rows = await tx.rows`
        ${SELECT} where g.absent_id = any(${[...absentIds]}::text[]) and g.ended_at is null
          and g.starts_at < ${until}::timestamptz and g.ends_at > ${from}::timestamptz
        order by g.starts_at, g.id`
      return rows.map((each) => row.parse(each))
    },

    async list(of, limit) {
      const whose = of === null ? Prisma.sql`true` : Prisma.sql`(g.absent_id = ${of} or g.delegate_id = ${of})`
      const rows = await tx.rows`
        ${SELECT} where ${whose} and g.ends_at > countersign_now() - interval '30 days'
        order by g.created_at desc, g.id desc limit ${limit}`
      return rows.map((each) => row.parse(each))
    },
  }
}
