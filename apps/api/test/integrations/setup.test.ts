import { integrationPage, integrationView, mappingTemplates, mappingTestResult } from '@countersign/shared/integrations'
import { problemSchema } from '@countersign/shared/problems'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type IntegrationWorld, signedHeaders, startIntegrationWorld } from './integration-world.ts'

let world: IntegrationWorld
beforeAll(async () => {
  world = await startIntegrationWorld({ EGRESS_ALLOW: '127.0.0.0/8', EGRESS_ALLOW_HTTP: 'true' })
})
afterAll(() => world.api.stop())

const create = (body: object) => world.admin('POST', '/v1/integrations', { body: { teams: ['payments'], ...body } })
const read = async (id: string) => integrationView.parse((await world.admin('GET', `/v1/integrations/${id}`)).body)
const problemOf = (reply: { readonly body: unknown }) => problemSchema.parse(reply.body)

describe('setting an integration up', () => {
  it('shows its secret once, keeps it sealed, and starts with the mapping of its kind', async () => {
    const { integration, secret } = await world.integrate({ kind: 'jira', name: 'Jira of operations' })
    expect(secret.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    const shown = await read(integration.id)
    expect(shown).toMatchObject({
      name: 'Jira of operations',
      owner: { id: 'usr_helen' },
      actsAs: { id: `usr_${integration.id.slice(4)}`, name: 'Jira of operations' },
      secrets: [{ id: secret.id, lastFour: secret.lastFour, expiresAt: null }],
    })
    expect(shown.mapping.outcome).toContain('changelog')
    const everything = await world.api.sql(`select (select string_agg(s::text, ' ') from signing_secret s) as secrets,
      (select string_agg(leaf, ' ') from audit_entry) as audit`)
    expect(JSON.stringify(everything.rows)).not.toContain(secret.secret.slice(6, 30))
    expect(JSON.stringify(everything.rows)).toContain('integration.created')
    expect(world.api.logs.join()).not.toContain(secret.secret.slice(6, 30))
  })

  it.each([
    ['an unknown team', { name: 'A', teams: ['nowhere'] }, 'unknown-team'],
    ['an unknown policy', { name: 'A', policies: ['none'] }, 'unknown-policy'],
    ['an address inside the network', { name: 'A', forwardUrl: 'https://10.0.0.1/hook' }, 'destination-refused'],
    ['an expression that does not parse', { name: 'A', mapping: { outcome: 'body.' } }, 'invalid-request'],
  ])('refuses %s', async (_, body, code) => {
    expect(problemOf(await create(body)).code).toBe(code)
  })

  it('names the expression and the place that the type checker minds', async () => {
    const reply = await create({ name: 'Typed', mapping: { outcome: 'body.outcome', comment: 'nobody.name' } })
    expect(problemOf(reply).errors).toEqual([
      { pointer: '/mapping/comment', message: 'Unknown variable: nobody (at character 1)' },
    ])
    const { integration } = await world.integrate()
    const changed = await world.admin('POST', `/v1/integrations/${integration.id}`, {
      body: { mapping: { outcome: '1' } },
    })
    expect(problemOf(changed).errors).toEqual([
      { pointer: '/mapping/outcome', message: 'gives int, and has to give a string' },
    ])
  })

  it('takes a name once, also when two admins have the same idea at once', async () => {
    const replies = await Promise.all(Array.from({ length: 8 }, () => create({ name: 'The only one' })))
    expect(replies.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 7 }, () => 409)])
    const { integration } = await world.integrate()
    const renamed = await world.admin('POST', `/v1/integrations/${integration.id}`, { body: { name: 'The only one' } })
    expect(problemOf(renamed).code).toBe('name-taken')
  })

  it('lists them newest first, a page at a time', async () => {
    for (let made = 0; made < 3; made += 1) await world.integrate()
    const all = integrationPage.parse((await world.admin('GET', '/v1/integrations?limit=100')).body).items
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const at: string = cursor === '' ? '' : `&cursor=${cursor}`
      const page = integrationPage.parse((await world.admin('GET', `/v1/integrations?limit=2${at}`)).body)
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor
    }
    expect(seen).toEqual(all.map(({ id }) => id))
    expect(problemOf(await world.admin('GET', '/v1/integrations?cursor=x')).code).toBe('invalid-request')
  })

  it('moves the acting identity with it: name and teams', async () => {
    const { integration } = await world.integrate({ name: 'Before' })
    await world.change(integration.id, { name: 'After', teams: ['platform', 'fulfilment'] })
    const { rows } = await world.api.sql(
      `select u.name, array_agg(m.team_id order by m.team_id) as teams from app_user u join membership m on m.user_id = u.id
       where u.id = $1 group by u.name`,
      [integration.actsAs.id],
    )
    expect(rows).toEqual([{ name: 'After', teams: ['fulfilment', 'platform'] }])
  })

  it('forwards by one endpoint that is switched off, never deleted, and comes back under its id', async () => {
    const { integration } = await world.integrate({ forwardUrl: 'http://127.0.0.1:9/hook' })
    const endpoint = (await read(integration.id)).forward
    expect(endpoint).toMatchObject({ url: 'http://127.0.0.1:9/hook', disabledBecause: null })
    await world.change(integration.id, { disabled: true })
    expect((await read(integration.id)).forward?.disabledBecause).toBe('The integration is disabled.')
    await world.change(integration.id, { disabled: false, forwardUrl: null })
    expect((await read(integration.id)).forward).toBeNull()
    await world.change(integration.id, { forwardUrl: 'http://127.0.0.1:9/again' })
    expect((await read(integration.id)).forward).toEqual({ ...endpoint, url: 'http://127.0.0.1:9/again' })
    await world.api.sql(
      `update webhook_endpoint set disabled_at = now(), disabled_because = 'gone' where integration_id = $1`,
      [integration.id],
    )
    await world.change(integration.id, { heartbeats: true })
    expect((await read(integration.id)).forward?.disabledBecause).toBe('gone')
  })

  it('is for admins and keys that manage settings only', async () => {
    const { integration } = await world.integrate()
    const ana = await world.api.signIn('ana')
    for (const [method, path] of [
      ['GET', '/v1/integrations'],
      ['GET', `/v1/integrations/${integration.id}`],
      ['GET', '/v1/mapping-templates'],
    ] as const) {
      expect((await ana(method, path)).status).toBe(403)
      expect((await world.registrar(method, path)).status).toBe(403)
    }
  })
})

describe('rotating secrets', () => {
  it('lets the new one count at once and the old one for the overlap', async () => {
    const { integration, secret } = await world.integrate()
    const next = await world.rotate(integration.id, { overlapSeconds: 600 })
    const send = async (given: string) =>
      (await world.send((await world.ask()).address, given, { outcome: 'approve' })).status
    expect([await send(secret.secret), await send(next.secret)]).toEqual([200, 200])
    await world.api.sql(`update signing_secret set expires_at = now() where id = $1`, [secret.id])
    expect([await send(secret.secret), await send(next.secret)]).toEqual([401, 200])
    expect((await read(integration.id)).secrets.map(({ id }) => id)).toEqual([next.id])
  })

  it('accepts a message that shows the signatures of both', async () => {
    const { integration, secret } = await world.integrate()
    const next = await world.rotate(integration.id)
    const { address } = await world.ask()
    const text = '{"outcome":"approve"}'
    const [old, fresh] = [secret.secret, next.secret].map((each) => signedHeaders(each, text, { id: 'msg_two' }))
    const headers = { ...old, 'webhook-signature': `${old?.['webhook-signature']} ${fresh?.['webhook-signature']}` }
    expect((await world.api.anonymous('POST', address, { raw: text, headers })).status).toBe(200)
  })

  it('refuses a secret that anybody uses or has used, and a sixth one at once', async () => {
    const { integration, secret } = await world.integrate()
    const other = await world.integrate()
    for (const id of [integration.id, other.integration.id]) {
      const reply = await world.admin('POST', `/v1/integrations/${id}/secrets`, { body: { secret: secret.secret } })
      expect(problemOf(reply).code).toBe('secret-in-use')
    }
    for (let more = 0; more < 4; more += 1) await world.rotate(integration.id)
    const sixth = await world.admin('POST', `/v1/integrations/${integration.id}/secrets`, { body: {} })
    expect(problemOf(sixth).errors).toMatchObject([{ pointer: '/overlapSeconds' }])
    await world.rotate(integration.id, { overlapSeconds: 0 })
    expect((await read(integration.id)).secrets).toHaveLength(1)
  })

  it('takes a secret that the other side has made', async () => {
    const { integration } = await world.integrate()
    const given = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
    expect((await world.rotate(integration.id, { secret: given })).secret).toBe(given)
    expect((await world.send((await world.ask()).address, given, { outcome: 'approve' })).status).toBe(200)
  })
})

describe('trying a mapping', () => {
  const tryOut = async (body: object) => {
    const reply = await world.admin('POST', '/v1/mapping-tests', { body })
    return reply.status === 200 ? mappingTestResult.parse(reply.body) : problemOf(reply)
  }

  it('runs every fixture of every template as the template says', async () => {
    const { items } = mappingTemplates.parse((await world.admin('GET', '/v1/mapping-templates')).body)
    for (const { mapping, fixtures } of items)
      for (const { headers, body, gives } of fixtures)
        expect(await tryOut({ mapping, headers, body })).toEqual({ result: gives, wouldBeRefused: null })
  })

  it('says what is wrong with the mapping, or with the body', async () => {
    expect(await tryOut({ mapping: { outcome: 'body.' }, body: {} })).toMatchObject({ result: { kind: 'fault' } })
    expect(await tryOut({ mapping: { outcome: 'body.x' }, body: {} })).toMatchObject({
      result: { kind: 'fault', errors: [{ expression: 'outcome', message: 'No such key: x (at character 6)' }] },
    })
  })

  it('says what a vote like this would be told, and records nothing', async () => {
    const { integration } = await world.integrate({ outcomes: ['reject'] })
    const { id } = await world.ask()
    const before = await world.counts()
    const mapping = { outcome: 'body.outcome' }
    const of = async (outcome: string, more: object = {}) => {
      const result = await tryOut({ mapping, body: { outcome }, approvalId: id, ...more })
      return 'wouldBeRefused' in result ? result.wouldBeRefused : result.code
    }
    expect(await of('approve')).toBeNull()
    expect(await of('maybe')).toContain('/outcome')
    expect(await of('approve', { integrationId: integration.id })).toContain('may only answer reject')
    expect(await of('reject', { integrationId: integration.id })).toBeNull()
    expect(await of('approve', { approvalId: `apr_${'0'.repeat(36)}` })).toBe('invalid-request')
    expect(await world.counts()).toEqual(before)
  })
})
