import { type ListQuery, listQuery } from '@countersign/shared/requests'
import { beforeAll, describe, expect, it } from 'vitest'
import { createPostgresApprovalReader } from '../../src/adapters/postgres/approval-reader.ts'
import type { Principal } from '../../src/domain/principal.ts'
import type { ApprovalRow } from '../../src/ports/approval-reader.ts'
import { listApprovals } from '../../src/use-cases/list-approvals.ts'
import { byKey, byUser } from '../builders.ts'
import { insertMany } from '../support/insert-many.ts'
import { accepted, refusal, useTestCore } from '../support/test-core.ts'

const core = useTestCore()
const admin = byUser('usr_helen', { role: 'admin' })
const marco = byUser('usr_marco', { teams: ['payments', 'fulfilment'] as never })

beforeAll(() => insertMany(core, 5_000), 60_000)

const query = (overrides: Record<string, string> = {}): ListQuery => listQuery.parse(overrides)
const list = async (principal: Principal, overrides: Record<string, string> = {}) =>
  accepted(await listApprovals(core.deps, { principal, query: query(overrides) }))

async function everyPage(
  principal: Principal,
  overrides: Record<string, string>,
  between: (page: number) => Promise<unknown> = async () => {},
) {
  const rows: ApprovalRow[] = []
  let cursor: string | null = null
  for (let page = 0; page < 200; page += 1) {
    const next: { items: readonly ApprovalRow[]; nextCursor: string | null } = await list(principal, {
      ...overrides,
      ...(cursor ? { cursor } : {}),
    })
    rows.push(...next.items)
    if (!next.nextCursor) return rows
    cursor = next.nextCursor
    await between(page)
  }
  throw new Error('the list never ends')
}

const count = async (where: string) =>
  (await core.sql<{ n: number }>(`select count(*)::int as n from approval where ${where}`))[0]?.n ?? 0

describe('the inbox', () => {
  it('shows every pending approval of five thousand once, soonest deadline first', async () => {
    const rows = await everyPage(admin, { status: 'pending', limit: '100' })
    expect(rows).toHaveLength(await count(`status = 'pending'`))
    expect(new Set(rows.map(({ approval }) => approval.id)).size).toBe(rows.length)
    const due = rows.map(({ approval }) => approval.deadline?.at.getTime() ?? Number.POSITIVE_INFINITY)
    expect(due).toEqual([...due].sort((a, b) => a - b))
  })

  it('skips and repeats nothing while approvals come and go between the pages', async () => {
    const before = await core.sql<{ id: string }>(
      `select id from approval where status = 'pending' and team_id = 'platform' order by id`,
    )
    const gone = new Set<string>()
    const rows = await everyPage(admin, { status: 'pending', team: 'platform', limit: '50' }, async (page) => {
      await core.register({ request: { team: 'platform', timeoutSeconds: 60 + page } })
      const leaving = before[page * 7]?.id ?? ''
      gone.add(leaving)
      await core.sql(
        `update approval set status = 'withdrawn', closed_at = now(), close_reason = 'task_gone' where id = $1`,
        [leaving],
      )
    })
    const seen = rows.map(({ approval }) => approval.id as string)
    expect(new Set(seen).size).toBe(seen.length)
    for (const { id } of before) if (!gone.has(id)) expect(seen).toContain(id)
  })

  it('shows a reviewer their teams and what they asked for, and nothing else', async () => {
    await core.register({ request: { team: 'platform', requestedBy: { id: 'usr_marco', name: 'Marco' } } })
    const rows = await everyPage(marco, { status: 'pending', limit: '100' })
    const expected = await count(
      `status = 'pending' and (team_id in ('payments', 'fulfilment') or requested_by_id = 'usr_marco')`,
    )
    expect(rows).toHaveLength(expected)
    expect((await list(marco, { status: 'pending', team: 'machine-learning' })).items).toEqual([])
    const own = await list(marco, { requestedBy: 'me' })
    expect(own.items.map(({ approval }) => approval.team)).toEqual(['platform'])
  })

  it('shows a key its teams and what it registered', async () => {
    const key = byKey({ id: 'manykey000001' as never, teams: ['payments' as never] })
    const rows = await everyPage(key, { limit: '100' })
    expect(rows).toHaveLength(await count(`team_id = 'payments' or registered_by_key = 'manykey000001'`))
    expect((await list(byKey({ scopes: ['approvals:request'] }))).items).toEqual([])
  })

  it.each([['payments'], ['payments', 'fulfilment']])('counts what waits for a member of %s', async (...teams) => {
    const reviewer = byUser('usr_marco', { teams: teams as never })
    const { items, count: counted } = await list(reviewer, { waiting: 'me', limit: '1' })
    const n = await count(`status = 'pending' and team_id in (${teams.map((team) => `'${team}'`).join()})`)
    expect(items).toHaveLength(1)
    expect(counted).toEqual({ value: Math.min(n, 1_000), more: n > 1_000 })
    expect((await list(reviewer, { watch: 'snoozed' })).count).toEqual({ value: 0, more: false })
  })

  it('lists other statuses newest first', async () => {
    const rows = await everyPage(admin, { status: 'pending,withdrawn', team: 'payments', limit: '100' })
    expect(rows).toHaveLength(await count(`team_id = 'payments' and status in ('pending', 'withdrawn')`))
    const created = rows.map(({ approval }) => approval.createdAt.getTime())
    expect(created).toEqual([...created].sort((a, b) => b - a))
  })

  it('finds by the beginning of words in title, context, requester and key, in any order', async () => {
    const found = async (q: string) =>
      (await list(admin, { q, limit: '100' })).items.map(({ approval }) => approval.title)
    expect(await found('order 4999')).toEqual(['Refund of order 4999'])
    expect(await found('4999 REFU')).toEqual(['Refund of order 4999'])
    expect(await found('EUR 34993')).toEqual(['Refund of order 4999'])
    expect(await found('nothing-like-this')).toEqual([])
    const hostile = [`'`, `\\`, `a' | 'b`, `:*`, `!&|()<->`, `%_`, '"', `'); drop table approval; --`]
    for (const q of hostile) await expect(found(q)).resolves.toBeInstanceOf(Array)
  })

  it('refuses a cursor of another list, or of nobody', async () => {
    const { nextCursor } = await list(admin, { status: 'pending', limit: '1' })
    const results = ['nonsense', '', nextCursor ?? '', Buffer.from('["newest",null,"x"]').toString('base64url')].map(
      (cursor) => listApprovals(core.deps, { principal: admin, query: { ...query(), cursor: cursor || 'AAAA' } }),
    )
    for (const result of await Promise.all(results))
      expect(refusal(result)).toMatchObject({ errors: [{ pointer: '/cursor' }] })
  })

  it.each([
    ['a reviewer looks at the inbox', marco, { status: 'pending' }, 'approval_inbox'],
    ['an admin looks at the inbox', admin, { status: 'pending' }, 'approval_inbox_all'],
    ['a reviewer looks at what waits', marco, { waiting: 'me' }, 'approval_inbox'],
    ['somebody searches', admin, { q: '4999' }, 'approval_search'],
    ['an admin looks at everything', admin, {}, 'approval_created_at_id_idx'],
  ] as const)('reads an index, not the table, when %s', async (_, principal, overrides, index) => {
    const sent: { text: string; values: unknown[] }[] = []
    const pool = Object.assign(Object.create(core.database.pool), {
      query(statement: { text: string; values: unknown[] }) {
        sent.push(statement)
        return core.database.pool.query(statement)
      },
    })
    accepted(
      await listApprovals({ reader: createPostgresApprovalReader(pool) }, { principal, query: query(overrides) }),
    )
    const [statement] = sent
    const plan = await core.sql<{ 'QUERY PLAN': string }>(`explain ${statement?.text}`, statement?.values ?? [])
    const text = plan.map((row) => row['QUERY PLAN']).join('\n')
    expect(text).toMatch(new RegExp(`(Scan using|Bitmap Index Scan on) ${index}\\b`))
    // What follows counts to 1,001 at most, from whatever is nearer while the table is small.
    expect(text.split('InitPlan')[0]).not.toMatch(/Seq Scan on approval\s/)
  })
})
