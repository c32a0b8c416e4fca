import { describe, expect, it } from 'vitest'
import type { Asked } from '../http/support/registration-body.ts'
import { register } from '../http/support/registration-body.ts'
import type { Client } from '../http/support/test-api.ts'
import { ANA_IN_SLACK, GENERAL, SLACK_TEAM, shownOf, useSlackInWorld } from '../slack-in/slack-in-world.ts'
import { slackButtons, slackPayloads } from '../support/slack-driver.ts'

const the = useSlackInWorld()
const ISSUER = 'https://login.example.com'
const named = (id: string, name = 'Somebody') => ({ id, name })
const ask = (approval: NonNullable<Asked['approval']>, client = the.world.client) => register(client, { approval })
type View = Awaited<ReturnType<typeof ask>>

const vote = (client: Client, { id, caseDigest }: View, more: object = {}) =>
  client('POST', `/v1/approvals/${id}/votes`, { body: { outcome: 'approve', caseDigest, ...more } })

/** The rule refuses; nothing was recorded, the attempt is in the log, and a colleague without a part still may decide. */
async function expectRefused(client: Client, view: View, more: object = {}): Promise<void> {
  const reply = await vote(client, view, more)
  expect([reply.status, reply.body]).toMatchObject([403, { code: 'not-eligible', rule: 'separation-of-duties' }])
  await expectUndecided(view)
}

async function expectUndecided({ id }: View): Promise<void> {
  expect(await the.world.votes(id)).toEqual([])
  expect((await the.world.read(id)).status).toBe('pending')
  const denied = `select 1 from audit_entry where approval_id = $1 and type = 'security.denied'`
  expect((await the.world.api.sql(denied, [id])).rowCount).toBeGreaterThan(0)
}

const withIdentity = (user: string, subject: string) =>
  the.world.api.sql(
    `insert into identity (issuer, subject, user_id) values ($1, $2, $3)
     on conflict (issuer, subject) do update set user_id = excluded.user_id`,
    [ISSUER, subject, user],
  )

async function anAccount(
  id: string,
  facts: { readonly name?: string; readonly email?: string; readonly role?: string } = {},
) {
  const { api } = the.world
  await api.sql(`insert into app_user (id, name, email, title, role) values ($1, $2, $3, 'Tester', $4)`, [
    ...[id, facts.name ?? id, facts.email ?? null, facts.role ?? 'reviewer'],
  ])
  await api.sql(`insert into membership (team_id, user_id) values ('payments', $1)`, [id])
  return api.keyClient({ scopes: ['approvals:decide', 'approvals:read'], actsAs: id })
}

/** C3: each of these is a way in which somebody has approved their own request somewhere. */
describe('nobody decides what they had a part in', () => {
  it('1. in another channel: asked as a person, pressed in Slack', async () => {
    const view = await ask({ requestedBy: named('usr_ana') })
    const decide = slackButtons.decide({ ...shownOf(view), outcome: 'approve' })
    await the.world.driver.send(slackPayloads.press({ userId: ANA_IN_SLACK }, decide, { channel_id: GENERAL }))
    await the.world.work()
    await expectUndecided(view)
  })

  it('1b. in another channel: asked as a Slack account, decided in the inbox and by key', async () => {
    for (const id of [`slack:${SLACK_TEAM}|${ANA_IN_SLACK}`, ANA_IN_SLACK]) {
      const view = await ask({ requestedBy: named(id) })
      await expectRefused(await the.world.api.signIn('ana'), view)
      await expectRefused(await the.world.api.keyClient({ actsAs: 'usr_ana' }), view)
    }
  })

  it('2. under a second identity of the same account', async () => {
    await withIdentity('usr_ana', 'ana-at-work')
    await withIdentity('usr_ana', 'ana-at-home')
    const view = await ask({ requestedBy: named(`${ISSUER}|ana-at-home`) })
    await expectRefused(await the.world.api.signIn('ana'), view)
    await expectRefused(await the.world.api.signIn('ana'), await ask({ requestedBy: named('ANA-at-work') }))
  })

  it('3. named by an e-mail address that was changed afterwards', async () => {
    const view = await ask({ requestedBy: named('USR_ana@Example.com') })
    await the.world.api.sql(`update app_user set email = 'ana.new@example.com' where id = 'usr_ana'`)
    await expectRefused(await the.world.api.signIn('ana'), view)
    await the.world.api.sql(`update app_user set email = 'usr_ana@example.com' where id = 'usr_ana'`)
  })

  it('4. behind an API key: the one it acts as, and the one it belongs to', async () => {
    const { api } = the.world
    const acting = await ask({}, await api.keyClient({ actsAs: 'usr_ana' }))
    await expectRefused(await api.signIn('ana'), acting)
    const owned = await api.keyClient({ id: 'ownedbyana000001' })
    await api.sql(`update api_key set owner_id = 'usr_ana' where id = 'ownedbyana000001'`)
    const view = await ask({}, owned)
    await expectRefused(await api.signIn('ana'), view)
    // Handing the key over afterwards changes nothing.
    await api.sql(`update api_key set owner_id = 'usr_marco' where id = 'ownedbyana000001'`)
    await expectRefused(await api.signIn('ana'), view)
  })

  it('5. through somebody who stands in for them, or standing in for somebody', async () => {
    const { api } = the.world
    await anAccount('usr_lou')
    await api.sql(`delete from membership where user_id = 'usr_lou'`)
    await api.sql(`insert into delegation (id, absent_id, delegate_id, starts_at, ends_at, created_at, created_by) values
      ('dlg_1', 'usr_ana', 'usr_lou', now() - interval '1 day', now() + interval '1 day', now(), 'usr_ana')`)
    const lou = await api.keyClient({ actsAs: 'usr_lou' })
    await expectRefused(lou, await ask({ requestedBy: named('usr_ana') }))
    await expectRefused(lou, await ask({ requestedBy: named('usr_ana') }), { onBehalfOf: 'usr_ana' })
    await expectRefused(lou, await ask({ requestedBy: named('usr_lou') }))
    await expectRefused(lou, await ask({ requestedBy: named('usr_lou') }), { onBehalfOf: 'usr_ana' })
    expect((await vote(lou, await ask({ requestedBy: named('usr_marco') }))).status).toBe(200)
  })

  it('6. as a member of the team or group that is asked', async () => {
    for (const team of ['payments', 'fulfilment'])
      await expectRefused(await the.world.api.signIn('marco'), await ask({ team, requestedBy: named('usr_marco') }))
  })

  it('7. with a role or a team they were given between looking and clicking', async () => {
    const { api } = the.world
    const dana = await api.signIn('dana')
    const view = await ask({ requestedBy: named('usr_dana') })
    await api.sql(`insert into membership (team_id, user_id) values ('payments', 'usr_dana')`)
    await expectRefused(dana, view)
    await api.sql(`update app_user set role = 'admin' where id = 'usr_dana'`)
    await expectRefused(dana, view)
    await api.sql(`update app_user set role = 'reviewer' where id = 'usr_dana'`)
    await api.sql(`delete from membership where team_id = 'payments' and user_id = 'usr_dana'`)
  })

  it('8. as whoever started the execution, named as the identity provider does', async () => {
    await withIdentity('usr_ana', 'ana-at-work')
    await expectRefused(
      await the.world.api.signIn('ana'),
      await ask({ startedBy: named(`${ISSUER}|ana-at-work`), requestedBy: named('usr_marco') }),
    )
  })

  it('9. as an author of what is to be approved', async () => {
    const authors = [named('usr_marco'), named('usr_ana@example.com')]
    const view = await ask({ authors })
    await expectRefused(await the.world.api.signIn('ana'), view)
    await expectRefused(await the.world.api.signIn('marco'), view)
    expect((await vote(await the.world.api.signIn('helen'), view)).status).toBe(200)
  })

  it('10. as whoever submitted the case for another', async () => {
    const view = await ask({ submittedBy: named('usr_ana'), requestedBy: named('usr_marco') })
    await expectRefused(await the.world.api.signIn('ana'), view)
  })

  it('11. after their account was merged into another one', async () => {
    await withIdentity('usr_ana', 'ana-merged')
    const view = await ask({ requestedBy: named('usr_ana') })
    const other = await anAccount('usr_merged')
    expect((await vote(other, await ask({ requestedBy: named('usr_ana') }))).status).toBe(200)
    await withIdentity('usr_merged', 'ana-merged')
    await expectRefused(other, view)
  })

  it('12. from an account made anew, with the old identity or the old e-mail', async () => {
    const { api } = the.world
    await anAccount('usr_first', { email: 'first@example.com' })
    await withIdentity('usr_first', 'first')
    const asked = await ask({ requestedBy: named('usr_first') })
    await api.sql(`update app_user set email = null, disabled_at = now() where id = 'usr_first'`)
    const sameMail = await anAccount('usr_second', { email: 'First@example.com' })
    await expectRefused(sameMail, asked)
    await api.sql(`delete from membership where user_id = 'usr_second'`)
    const sameIdentity = await anAccount('usr_third')
    await withIdentity('usr_third', 'first')
    await expectRefused(sameIdentity, asked)
  })

  it('13. as an admin, who has no glass to break', async () => {
    const view = await ask({ requestedBy: named('usr_helen') })
    await expectRefused(await the.world.api.signIn('helen'), view)
    await expectRefused(await the.world.api.keyClient({ actsAs: 'usr_helen' }), view)
  })
})

it('a namesake had no part in it, and may decide', async () => {
  const twin = await anAccount('usr_twin', { name: 'Ana Lindqvist', email: 'ana.the.other@example.com' })
  const view = await ask({ requestedBy: named('usr_ana', 'Ana Lindqvist') })
  expect((await vote(twin, view)).status).toBe(200)
  expect(await the.world.votes(view.id)).toMatchObject([{ user_id: 'usr_twin' }])
})
