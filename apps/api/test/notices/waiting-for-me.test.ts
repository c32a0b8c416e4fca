import { type ListQuery, listQuery } from '@countersign/shared/requests'
import { expect, it } from 'vitest'
import { authorize } from '../../src/domain/authorize.ts'
import type { Principal } from '../../src/domain/principal.ts'
import { listApprovals } from '../../src/use-cases/list-approvals.ts'
import { snoozeApproval } from '../../src/use-cases/notices/snooze-approval.ts'
import { aSource, byKey, byUser } from '../builders.ts'
import { accepted, useTestCore } from '../support/test-core.ts'

const core = useTestCore()
const query = (overrides: Record<string, string>): ListQuery => listQuery.parse({ limit: '100', ...overrides })
const ids = async (principal: Principal, overrides: Record<string, string>) => {
  const page = accepted(await listApprovals(core.deps, { principal, query: query(overrides) }))
  return { ids: page.items.map(({ approval }) => approval.id as string).sort(), count: page.count }
}

it('lists for each person exactly what `authorize` lets them decide, under whatever name it was asked', async () => {
  const names = [
    'usr_ana',
    ' Usr_ANA ',
    'ff|ana',
    'https://login.fjordandfield.example|ff|ana',
    'ANA@fjordandfield.example',
    'usr_marco',
    null,
  ]
  for (const team of ['payments', 'fulfilment', 'platform'])
    for (const name of names)
      await core.register({
        source: aSource(),
        request: { team, ...(name === null ? {} : { requestedBy: { id: name, name: 'Asker' } }) },
      })
  const all = await core.sql<{ id: never }>(`select id from approval where status = 'pending'`)
  for (const id of ['usr_ana', 'usr_marco', 'usr_priya', 'usr_dana', 'usr_helen', 'usr_joao']) {
    const user = await core.deps.unitOfWork.transaction((stores) => stores.directory.user(id))
    if (!user) throw new Error(`no ${id}`)
    const principal: Principal = { kind: 'user', user, via: 'web' }
    const expected: string[] = []
    for (const row of all) {
      const dossier = await core.deps.reader.dossier(row.id)
      if (dossier && authorize(principal, 'vote', dossier.approval).allowed) expected.push(row.id)
    }
    const found = await ids(principal, { waiting: 'me' })
    expect(found.ids).toEqual(expected.sort())
    expect(found.count).toEqual({ value: expected.length, more: false })
  }
})

it('leaves out what the person has snoozed, and shows it under snoozed, to them alone', async () => {
  const { id } = await core.register({ source: aSource(), request: { timeoutSeconds: 86_400 } })
  const ana = byUser('usr_ana')
  accepted(await snoozeApproval(core.deps, { principal: ana, approvalId: id, until: new Date(Date.now() + 3_600_000) }))
  expect((await ids(ana, { waiting: 'me' })).ids).not.toContain(id)
  expect((await ids(ana, { status: 'pending', watch: 'active' })).ids).not.toContain(id)
  expect(await ids(ana, { watch: 'snoozed' })).toEqual({ ids: [id], count: { value: 1, more: false } })
  expect((await ids(byUser('usr_marco'), { waiting: 'me' })).ids).toContain(id)
  const dossier = await core.deps.reader.dossier(id, 'usr_ana' as never)
  expect(dossier?.watch?.snoozedUntil).toBeInstanceOf(Date)
  expect((await core.deps.reader.dossier(id))?.watch).toBeNull()
})

it('waits for nobody when a key asks that acts as nobody, and refuses another status beside it', async () => {
  expect(await ids(byKey(), { waiting: 'me' })).toEqual({ ids: [], count: { value: 0, more: false } })
  const refused = await listApprovals(core.deps, {
    principal: byUser('usr_ana'),
    query: query({ waiting: 'me', status: 'expired' }),
  })
  expect(refused).toMatchObject({ kind: 'refused', refusal: { errors: [{ pointer: '/status' }] } })
})
