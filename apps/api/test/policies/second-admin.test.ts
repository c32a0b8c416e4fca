import { policyPage, policySaved, policyView } from '@countersign/shared/policies'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readApproval, register } from '../http/support/registration-body.ts'
import { type Client, startTestApi, type TestApi } from '../http/support/test-api.ts'

let api: TestApi
let helen: Client
let dana: Client
let key: Client
beforeAll(async () => {
  api = await startTestApi()
  key = await api.keyClient()
  helen = await api.signIn('helen')
  dana = await api.signIn('dana')
})
afterAll(() => api.stop())
/** Two admins, unless a test says otherwise. */
beforeEach(() =>
  api.sql(`update app_user set role = 'admin', disabled_at = null where id in ('usr_helen', 'usr_dana')`),
)

let names = 0
const LAX = { exclude: [] }

const save = (who: Client, name: string, basedOn: number, document: object) =>
  who('POST', `/v1/policies/${name}`, { body: { basedOn, policy: { document } } })
const settle = (who: Client, name: string, version: number, verb: 'confirm' | 'refuse', body: object) =>
  who('POST', `/v1/policies/${name}/versions/${version}/${verb}`, { body })
const read = async (name: string, who = helen) => policyView.parse((await who('GET', `/v1/policies/${name}`)).body)
async function confirm(who: Client, name: string, version: number) {
  const { documentSha256 } = (await helen('GET', `/v1/policies/${name}/versions/${version}`)).body as {
    documentSha256: string
  }
  return settle(who, name, version, 'confirm', { documentSha256 })
}

/** A policy whose first version is confirmed; its second waits, written by Helen. */
async function proposed(document: object = LAX, first: object = {}): Promise<string> {
  names += 1
  const name = `rules-${names}`
  expect(await helen('POST', '/v1/policies', { body: { name, policy: { document: first } } })).toMatchObject({
    status: 201,
  })
  expect(await confirm(dana, name, 1)).toMatchObject({ status: 200 })
  expect(await save(helen, name, 1, document)).toMatchObject({ status: 200 })
  return name
}

const entries = async (name: string) =>
  (await api.sql(`select type, leaf from audit_entry where type like 'policy.%' order by seq`)).rows
    .map(({ type, leaf }) => ({ type, ...JSON.parse(leaf) }))
    .filter(({ data }) => data.policy === name)

describe('a saved version', () => {
  it('counts for nothing until a second admin confirms it, and then for what is registered from then on', async () => {
    const name = await proposed()
    const waiting = await read(name)
    expect(waiting).toMatchObject({
      currentVersion: 1,
      waiting: { version: { version: 2 }, waitsFor: ['Dana Okafor'] },
    })
    const before = await register(key, { approval: { policy: name } })
    expect(before.policy).toEqual({ name, version: 1 })
    const page = policyPage.parse((await helen('GET', '/v1/policies?limit=100')).body)
    expect(page.items.find((row) => row.name === name)).toMatchObject({ currentVersion: 1, waiting: 2 })

    const reply = await confirm(dana, name, 2)
    expect(reply).toMatchObject({ status: 200, body: { currentVersion: 2, waiting: null } })
    expect((await register(key, { approval: { policy: name } })).policy.version).toBe(2)
    expect((await readApproval(key, before.id)).policy.version).toBe(1)
    const [, , third, fourth] = await entries(name)
    expect(third).toMatchObject({
      type: 'policy.proposed',
      actor: { id: 'usr_helen', name: 'Helen Weiss' },
      data: { version: 2, current: 1, waitsFor: ['usr_dana'], proposedBy: { id: 'usr_helen' } },
    })
    expect(fourth).toMatchObject({
      type: 'policy.confirmed',
      actor: { id: 'usr_dana', name: 'Dana Okafor' },
      data: { version: 2, before: 1, documentSha256: third.data.documentSha256, proposedBy: { name: 'Helen Weiss' } },
    })
  })

  it('that is the first of its policy makes it usable only when it is confirmed', async () => {
    await helen('POST', '/v1/policies', { body: { name: 'brand-new', policy: { document: LAX } } })
    const use = () => register(key, { approval: { policy: 'brand-new' } })
    await expect(use()).rejects.toThrow()
    const team = await helen('POST', '/v1/teams/payments/policy', { body: { policy: 'brand-new' } })
    expect(team).toMatchObject({ status: 422, body: { code: 'unknown-policy' } })
    expect(await read('brand-new')).toMatchObject({ currentVersion: null, current: { version: 1 } })
    await confirm(dana, 'brand-new', 1)
    expect((await use()).policy.version).toBe(1)
  })

  it('that its own author tries to confirm is in the log', async () => {
    const name = await proposed()
    const denials = async () =>
      (
        await api.sql(
          `select leaf from audit_entry where type = 'security.denied' and leaf like '%"policy"%' order by seq`,
        )
      ).rows.map(({ leaf }) => JSON.parse(leaf))
    const before = (await denials()).length
    expect(await confirm(helen, name, 2)).toMatchObject({ status: 403 })
    expect((await denials()).slice(before)).toMatchObject([
      { actor: { id: 'usr_helen' }, approvalId: null, data: { action: 'policy', rule: 'second-admin' } },
    ])
  })

  it('is confirmed by what was looked at: another text is not', async () => {
    const name = await proposed()
    const stale = (await read(name)).current.documentSha256
    const reply = await settle(dana, name, 2, 'confirm', { documentSha256: stale })
    expect(reply).toMatchObject({ status: 412, body: { code: 'version-changed', version: 2 } })
    expect((await read(name)).currentVersion).toBe(1)
  })

  it('is replaced by a newer one, which whoever writes it has to have seen', async () => {
    const name = await proposed()
    expect(await save(dana, name, 1, {})).toMatchObject({ status: 412, body: { version: 2 } })
    expect(await save(dana, name, 2, { description: 'mine' })).toMatchObject({ status: 200 })
    const late = await confirm(dana, name, 2)
    expect(late).toMatchObject({ status: 409, body: { code: 'proposal-settled' } })
    expect(late.text).toContain('Dana Okafor replaced version 2 by a newer one: look at version 3.')
    expect(await read(name)).toMatchObject({
      currentVersion: 1,
      waiting: { version: { version: 3 }, waitsFor: ['Helen Weiss'] },
      versions: [{ version: 3 }, { version: 2, proposal: { status: 'replaced', settledBy: 'Dana Okafor' } }, {}],
    })
  })

  it('is refused with a reason, or withdrawn by its author, and stays in the list', async () => {
    const name = await proposed()
    expect(await settle(dana, name, 2, 'refuse', { note: 'Too lax' })).toMatchObject({ status: 200 })
    expect(await confirm(dana, name, 2)).toMatchObject({ status: 409 })
    expect(await save(helen, name, 2, {})).toMatchObject({ status: 200 })
    expect(await settle(helen, name, 3, 'refuse', {})).toMatchObject({ status: 200 })
    expect((await read(name)).versions).toMatchObject([
      { version: 3, proposal: { status: 'withdrawn', settledBy: 'Helen Weiss' } },
      { version: 2, proposal: { status: 'refused', settledBy: 'Dana Okafor', note: 'Too lax' } },
      { version: 1, proposal: { status: 'confirmed' } },
    ])
    expect((await entries(name)).map(({ type }) => type).slice(-4)).toEqual([
      'policy.proposed',
      'policy.refused',
      'policy.proposed',
      'policy.withdrawn',
    ])
  })
})

describe('nobody confirms', () => {
  const refusedBy = async (who: Client, name: string, rule: string) => {
    expect(await confirm(who, name, 2)).toMatchObject({ status: 403, body: { code: 'not-permitted', rule } })
    expect((await read(name)).currentVersion).toBe(1)
  }

  it('what they wrote themselves', async () => {
    const name = await proposed()
    expect((await read(name)).waiting?.may.confirm).toMatchObject({ allowed: false })
    await refusedBy(helen, name, 'second-admin')
  })

  it('what the key they answer for wrote, nor with a key, nor as who is no admin', async () => {
    const name = await proposed()
    await settle(helen, name, 2, 'refuse', {})
    const repository = await api.keyClient({ scopes: ['settings:manage'] })
    const { rows } = await api.sql('select id from api_key order by created_at desc limit 1')
    expect(await save(repository, name, 2, LAX)).toMatchObject({ status: 403, body: { rule: 'key-without-owner' } })
    await api.sql(`update api_key set owner_id = 'usr_dana' where id = $1`, [rows[0]?.id])
    expect(await save(repository, name, 2, LAX)).toMatchObject({ status: 200 })
    expect(await confirm(dana, name, 3)).toMatchObject({ status: 403, body: { rule: 'second-admin' } })
    const acting = await api.keyClient({ scopes: ['settings:manage', 'approvals:read'], actsAs: 'usr_helen' })
    expect(await confirm(acting, name, 3)).toMatchObject({ status: 403, body: { rule: 'person-only' } })
    expect(await confirm(await api.signIn('marco'), name, 3)).toMatchObject({ status: 403, body: { rule: 'admin' } })
    expect(await confirm(helen, name, 3)).toMatchObject({ status: 200, body: { currentVersion: 3 } })
  })

  it('what does not wait: it counted at once, or is not there', async () => {
    expect(await confirm(dana, 'standard', 1)).toMatchObject({ status: 409, body: { code: 'proposal-settled' } })
    const none = { documentSha256: '0'.repeat(64) }
    expect(await settle(dana, 'standard', 7, 'confirm', none)).toMatchObject({ status: 404 })
  })

  it('behind the back of the service either: the database makes no version count that waits', async () => {
    const name = await proposed()
    const set = api.sql('update policy set current_version = 2 where name = $1', [name])
    await expect(set).rejects.toThrow('version 2 of')
    const self = api.sql(
      `update policy_proposal set status = 'confirmed', settled_at = now(), settled_by_id = 'usr_helen', settled_by_name = 'x'
       where policy_name = $1 and status = 'waiting'`,
      [name],
    )
    await expect(self).rejects.toThrow('policy_proposal_second')
    const rewrite = api.sql(`update policy_proposal set proposed_names = '{}' where policy_name = $1`, [name])
    await expect(rewrite).rejects.toThrow('never rewritten')
  })
})

it('of those who confirm, refuse and replace at once, one is the first and the others are told', async () => {
  for (let round = 0; round < 4; round += 1) {
    const name = await proposed()
    const replies = await Promise.all([
      confirm(dana, name, 2),
      settle(dana, name, 2, 'refuse', {}),
      save(helen, name, 2, { description: 'newer' }),
      confirm(dana, name, 2),
    ])
    const [first, refusal, newer, second] = replies.map(({ status }) => status)
    expect([first, refusal, second].filter((status) => status === 200).length).toBeLessThan(2)
    expect(newer).toBe(200)
    for (const { status } of replies) expect([200, 409]).toContain(status)
    const { currentVersion, waiting } = await read(name)
    expect(waiting?.version.version).toBe(3)
    expect(currentVersion).toBe(first === 200 || second === 200 ? 2 : 1)
  }
})

describe('an only admin', () => {
  it('writes what counts at once, and the log says that there was nobody to ask', async () => {
    await api.sql(`update app_user set role = 'reviewer' where id = 'usr_dana'`)
    const reply = await helen('POST', '/v1/policies', { body: { name: 'alone', policy: { document: {} } } })
    const { policy } = policySaved.parse(reply.body)
    expect(policy).toMatchObject({ currentVersion: 1, waiting: null, savingWaitsFor: null })
    expect(await entries('alone')).toMatchObject([
      { type: 'policy.created', data: { confirmation: 'no second admin', version: 1 } },
    ])
  })

  it('still waits where the installation always wants two', async () => {
    const strict = await startTestApi({ POLICY_SECOND_ADMIN: 'always' })
    const admin = await strict.signIn('helen')
    const reply = await admin('POST', '/v1/policies', { body: { name: 'alone', policy: { document: {} } } })
    const { policy } = policySaved.parse(reply.body)
    expect(policy).toMatchObject({ currentVersion: null, waiting: { waitsFor: [] }, savingWaitsFor: [] })
    await strict.stop()
  })
})

describe('an open approval', () => {
  const move = (who: Client, name: string, body: object) => who('POST', `/v1/policies/${name}/move`, { body })

  it('is moved to no version that waits or was refused', async () => {
    const name = await proposed()
    const { id: approvalId } = await register(key, { approval: { policy: name } })
    expect(await move(helen, name, { approvalId, version: 2 })).toMatchObject({ status: 422 })
    await settle(dana, name, 2, 'refuse', {})
    const reply = await move(helen, name, { approvalId, version: 2 })
    expect(reply.text).toContain('was not confirmed by a second admin')
  })

  it('is not decided by who moved it, even on behalf of somebody, nor moved by who asked for it', async () => {
    const name = await proposed({ ...LAX, description: 'two' }, LAX)
    await confirm(dana, name, 2)
    const asked = await register(key, {
      approval: { policy: name, requestedBy: { id: 'usr_helen@example.com', name: 'Helen' } },
    })
    const own = await move(helen, name, { approvalId: asked.id, version: 1 })
    expect(own).toMatchObject({ status: 403, body: { rule: 'separation-of-duties' } })
    expect(await move(dana, name, { approvalId: asked.id, version: 1 })).toMatchObject({ status: 200 })

    const { id } = await register(key, { approval: { policy: name } })
    expect(await move(helen, name, { approvalId: id, version: 1 })).toMatchObject({ status: 200 })
    expect(await move(dana, name, { approvalId: id, version: 2 })).toMatchObject({ status: 200 })
    const { caseDigest } = await readApproval(key, id)
    const vote = (who: Client) => who('POST', `/v1/approvals/${id}/votes`, { body: { outcome: 'approve', caseDigest } })
    const reply = await vote(helen)
    expect(reply).toMatchObject({ status: 403, body: { code: 'not-eligible', rule: 'separation-of-duties' } })
    expect(reply.text).toContain('You moved this approval to another version of its policy')
    expect(await vote(await api.signIn('marco'))).toMatchObject({ status: 200 })
  })

  it('is moved to no version under which it would pass without a vote', async () => {
    const name = await proposed({ rules: [{ id: 'all', name: 'All', when: 'true', decide: 'approve' }] })
    const { id: approvalId } = await register(key, { approval: { policy: name } })
    await confirm(dana, name, 2)
    expect((await move(helen, name, { approvalId })).text).toContain('would let it pass without a vote')
    const expires = { afterSeconds: 60, answer: { kind: 'succeed', outcome: 'approve' } }
    await save(helen, name, 2, { expires })
    await confirm(dana, name, 3)
    expect((await move(helen, name, { approvalId })).text).toContain('would let it pass without a vote')
  })
})
