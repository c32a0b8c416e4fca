import { problemSchema } from '@countersign/shared/problems'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contextBody } from '../http/support/registration-body.ts'
import { type IntegrationWorld, startIntegrationWorld } from './integration-world.ts'

let world: IntegrationWorld
beforeAll(async () => {
  world = await startIntegrationWorld()
  await world.api.sql(
    `insert into identity (issuer, subject, user_id) values ('https://login.example.com', 'sub-helen', 'usr_helen'),
       ('https://chat.example.com', 'U-HELEN', 'usr_helen')`,
  )
})
afterAll(() => world.api.stop())

type Sender = Awaited<ReturnType<IntegrationWorld['integrate']>>
const answer = async ({ secret }: Sender, asked: { readonly address: string }) => {
  const reply = await world.send(asked.address, secret.secret, { outcome: 'approve' })
  return reply.status === 200 ? 'counted' : problemSchema.parse(reply.body).rule
}

describe('an integration never decides what its keepers asked for', () => {
  const helen = ['usr_helen', 'USR_HELEN', ' usr_helen ', 'usr_helen@example.com', 'Usr_Helen@Example.com']
  const linked = [
    'sub-helen',
    'SUB-HELEN',
    'https://login.example.com|sub-helen',
    'U-HELEN',
    'https://chat.example.com|U-HELEN',
  ]

  it.each([...helen, ...linked])('asked for by its owner under the name "%s"', async (id) => {
    const sender = await world.integrate()
    const asked = await world.ask({ requestedBy: { id, name: 'Somebody else' } })
    expect(await answer(sender, asked)).toBe('separation-of-duties')
  })

  it('asked for by the identity it acts as, or in its own name', async () => {
    const sender = await world.integrate()
    for (const id of [sender.integration.actsAs.id, sender.integration.id, sender.integration.id.toUpperCase()])
      expect(await answer(sender, await world.ask({ requestedBy: { id, name: 'X' } }))).toBe('separation-of-duties')
  })

  it('asked for through a key that acts as its owner', async () => {
    const sender = await world.integrate()
    const asHelen = await world.api.keyClient({ actsAs: 'usr_helen', scopes: ['approvals:request', 'approvals:read'] })
    expect(await answer(sender, await world.ask({}, asHelen))).toBe('separation-of-duties')
  })

  it('asked for through the key that set it up', async () => {
    const both = await world.api.keyClient({ scopes: ['settings:manage', 'approvals:request', 'approvals:read'] })
    const sender = await world.integrate({}, both)
    expect(sender.integration.owner).toBeNull()
    expect(await answer(sender, await world.ask({}, both))).toBe('separation-of-duties')
    expect(await answer(sender, await world.ask())).toBe('counted')
  })

  it('asked for by whoever was shown a secret of it, or wrote its mapping, later', async () => {
    await world.api.sql(`insert into app_user (id, name, title, role) values ('usr_rita', 'Rita', 'Tester', 'admin')
      on conflict do nothing`)
    const rita = await world.api.keyClient({ actsAs: 'usr_rita', scopes: ['settings:manage'] })
    const requestedBy = { id: 'usr_rita', name: 'Rita' }
    for (const touch of [
      (id: string) => rita('POST', `/v1/integrations/${id}/secrets`, { body: {} }),
      (id: string) => rita('POST', `/v1/integrations/${id}`, { body: { mapping: { outcome: '"approve"' } } }),
    ]) {
      const sender = await world.integrate()
      expect(await answer(sender, await world.ask({ requestedBy }))).toBe('counted')
      expect((await touch(sender.integration.id)).status).toBeLessThan(300)
      expect(await answer(sender, await world.ask({ requestedBy }))).toBe('separation-of-duties')
    }
  })

  it('also after the owner was disabled or left the team', async () => {
    const sender = await world.integrate()
    const asked = await world.ask({ requestedBy: { id: 'usr_helen', name: 'Helen' } })
    await world.api.sql(`update app_user set disabled_at = now() where id = 'usr_helen'`)
    expect(await answer(sender, asked)).toBe('separation-of-duties')
    await world.api.sql(`update app_user set disabled_at = null where id = 'usr_helen'`)
  })

  it('and everybody else may ask', async () => {
    const sender = await world.integrate()
    expect(await answer(sender, await world.ask({ requestedBy: { id: 'usr_helena', name: 'Helen Weiss' } }))).toBe(
      'counted',
    )
  })

  it('unless the policy lets requesters decide', async () => {
    await world.api.sql(`insert into policy (name, current_version) values ('open', 1)`)
    await world.api.sql(
      `insert into policy_version (policy_name, version, document) values ('open', 1, '{"exclude": []}')`,
    )
    const sender = await world.integrate()
    const asked = await world.ask({ policy: 'open', requestedBy: { id: 'usr_helen', name: 'Helen' } })
    expect(await answer(sender, asked)).toBe('counted')
  })
})

describe('an integration answers within its bounds', () => {
  it('only the outcomes it was given, and the denial is in the log', async () => {
    const { integration, secret } = await world.integrate({ outcomes: ['reject'] })
    const asked = await world.ask()
    const denied = await world.send(asked.address, secret.secret, { outcome: 'approve' })
    expect([denied.status, problemSchema.parse(denied.body).rule]).toEqual([403, 'integration-outcome'])
    const { rows } = await world.api.sql(
      `select leaf::jsonb as leaf from audit_entry where type = 'security.denied' and approval_id = $1`,
      [asked.id],
    )
    expect(rows).toEqual([
      {
        leaf: expect.objectContaining({
          actor: { kind: 'integration', id: integration.id, name: integration.name },
          data: { action: 'vote', rule: 'integration-outcome', via: 'callback' },
        }),
      },
    ])
    expect((await world.send(asked.address, secret.secret, { outcome: 'reject' })).status).toBe(200)
  })

  it.each([
    ['disabled', 'update integration set disabled_at = now() where id = $1', 'integration-disabled'],
    ['taken out of the team', `update integration set teams = '{platform}' where id = $1`, 'integration-team'],
    ['bound to another policy', `update integration set policies = '{other}' where id = $1`, 'integration-policy'],
    ['bound to other outcomes', `update integration set outcomes = '{reject}' where id = $1`, 'integration-outcome'],
    [
      'robbed of its secret',
      `update signing_secret set expires_at = now() where integration_id = $1`,
      'integration-secret',
    ],
    [
      'left without its identity',
      'update app_user set disabled_at = now() where id = (select acts_as from integration where id = $1)',
      'disabled',
    ],
    [
      'left without its membership',
      'delete from membership where user_id = (select acts_as from integration where id = $1)',
      'team',
    ],
  ])('judged inside the deciding transaction: %s between the signature and the vote', async (_, change, rule) => {
    const { integration, secret } = await world.integrate()
    const asked = await world.ask()
    // The message's row is claimed in the deciding transaction, after the signature was checked and the mapping read.
    await world.api.sql('create table if not exists meanwhile (statement text)')
    await world.api.sql('grant select on meanwhile to countersign_app')
    await world.api.sql(`
      create or replace function change_meanwhile() returns trigger language plpgsql security definer as $$
      declare s text; begin
        select statement into s from public.meanwhile;
        if s is not null then execute s; end if;
        return new;
      end $$`)
    await world.api.sql('delete from meanwhile')
    await world.api.sql('insert into meanwhile values ($1)', [change.replace('$1', `'${integration.id}'`)])
    await world.api.sql(
      'create or replace trigger meanwhile before insert on received_message for each row execute function change_meanwhile()',
    )
    const reply = await world.send(asked.address, secret.secret, { outcome: 'approve' })
    await world.api.sql('drop trigger meanwhile on received_message')
    expect([reply.status, problemSchema.parse(reply.body).rule]).toEqual([403, rule])
    expect((await world.registrar('GET', `/v1/approvals/${asked.id}`)).body).toMatchObject({
      status: 'pending',
      votes: [],
    })
  })

  it('and its identity neither signs in, nor is listed, nor answers through a key that acts as it', async () => {
    const { integration } = await world.integrate()
    const { id } = integration.actsAs
    const asPeople = await world.api.anonymous('GET', '/auth/demo/users', {
      headers: { 'Sec-Fetch-Site': 'same-origin' },
    })
    expect(asPeople.text).not.toContain(id)
    const signIn = await world.api.anonymous('POST', '/auth/demo/sign-in', {
      body: { userId: id },
      headers: { 'Sec-Fetch-Site': 'same-origin' },
    })
    expect(signIn.status).toBe(422)
    const key = await world.api.keyClient({ actsAs: id })
    const asked = await world.ask()
    const vote = { outcome: 'approve', caseDigest: asked.caseDigest }
    const reply = await key('POST', `/v1/approvals/${asked.id}/votes`, { body: vote })
    expect([reply.status, problemSchema.parse(reply.body).rule]).toEqual([403, 'integration-identity'])
    expect((await key('POST', '/v1/approvals', { body: contextBody() })).status).toBe(403)
  })
})
