import { approvalId, noticeId, userId } from '@countersign/shared/ids'
import pg from 'pg'
import { afterEach, expect, it, vi } from 'vitest'
import { listWaiting } from '../../src/use-cases/notices/list-waiting.ts'
import { packNotices } from '../../src/use-cases/notices/pack-notices.ts'
import { HOUR, MINUTE, useNoticeWorld } from './notice-world.ts'

const world = useNoticeWorld()
afterEach(() => vi.restoreAllMocks())

const ANA = userId.parse('usr_ana')
const reach = () => ({ email: true, slack: false })

/** How many statements it sends, and what it gives. */
async function counted<T>(work: () => Promise<T>): Promise<{ readonly statements: number; readonly result: T }> {
  const query = vi.spyOn(pg.Client.prototype, 'query')
  const result = await work()
  const statements = query.mock.calls.length
  query.mockRestore()
  return { statements, result }
}

/** Registers so many, lets their notices fall due, and packs what Ana is told. */
async function pack(approvals: number) {
  for (let index = 0; index < approvals; index += 1) await world.register()
  await world.work()
  await world.pass(2 * MINUTE)
  const [row] = await world.core.sql<{ id: string }>(
    `select id from notice where user_id = 'usr_ana' and status = 'waiting' order by due_at, id`,
  )
  if (!row) throw new Error('nothing waits for Ana')
  const packed = await counted(() =>
    world.core.deps.unitOfWork.transaction((stores) => packNotices({ reach }, stores, noticeId.parse(row.id))),
  )
  await world.core.sql(`update notice set status = 'sent' where status = 'waiting'`)
  return packed
}

it('what one person is told takes as many statements for seven approvals as for one', async () => {
  const one = await pack(1)
  const seven = await pack(7)
  expect(one.result?.entries).toHaveLength(1)
  expect(seven.result?.entries).toHaveLength(7)
  expect(one.statements).toBeGreaterThan(3)
  expect(seven.statements).toBe(one.statements)
})

it('what waits for a person takes as many statements for many approvals as for one', async () => {
  await world.register()
  const { reader, unitOfWork } = world.core.deps
  const user = await unitOfWork.transaction(({ directory }) => directory.user(ANA))
  if (!user) throw new Error('no Ana')
  const one = await counted(() => listWaiting(reader, user, 1))
  await world.register()
  const many = await counted(() => listWaiting(reader, user, 20))
  expect(one.result.dossiers).toHaveLength(1)
  expect(many.result.dossiers.length).toBeGreaterThan(1)
  expect(many.statements).toBe(one.statements)
})

it('reminders and ended snoozes read their approvals together', async () => {
  for (let index = 0; index < 3; index += 1) await world.register({ timeoutSeconds: 4 * 3_600 })
  await world.work()
  await world.pass(3 * HOUR + MINUTE)
  await world.core.sql(`
    insert into approval_watch (approval_id, user_id, snoozed_until)
    select id, 'usr_ana', countersign_now() - interval '1 second' from approval where status = 'pending'`)
  const reads = (texts: readonly unknown[][]) =>
    texts.filter(([query]) => JSON.stringify(query).includes('followed_by')).length
  for (const cron of ['plan-reminders', 'end-snoozes'] as const) {
    const query = vi.spyOn(pg.Client.prototype, 'query')
    await world.cron(cron)
    expect(reads(query.mock.calls), cron).toBe(1)
    query.mockRestore()
  }
})

it('gives for many what it gives for each, in the order that was asked for, and leaves out what there is not', async () => {
  const { reader } = world.core.deps
  const open = await world.register()
  const decided = await world.register({ title: 'Decided' })
  await world.decide(decided.id)
  const ids = [decided.id, approvalId.parse(`apr_${'0'.repeat(36)}`), open.id]
  for (const viewer of [undefined, ANA]) {
    const read = await reader.dossiers(ids, viewer)
    expect([...read.keys()]).toEqual([decided.id, open.id])
    for (const [id, dossier] of read) expect(dossier).toEqual(await reader.dossier(id, viewer))
  }
  expect((await reader.dossiers([])).size).toBe(0)
})
