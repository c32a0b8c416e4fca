import { policyPage, policySaved, policyView } from '@countersign/shared/policies'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readApproval, register } from '../http/support/registration-body.ts'
import { type Client, startTestApi, type TestApi } from '../http/support/test-api.ts'

let api: TestApi
let admin: Client
let key: Client
beforeAll(async () => {
  api = await startTestApi()
  admin = await api.signIn('helen')
  key = await api.keyClient()
})
afterAll(() => api.stop())

const create = (name: string, policy: object) => admin('POST', '/v1/policies', { body: { name, policy } })
const change = (name: string, basedOn: number, policy: object) =>
  admin('POST', `/v1/policies/${name}`, { body: { basedOn, policy } })

const SOURCE = `# Money leaves the house.
description: Refunds of the shop
stages:
  - id: payments
    name: Payments
    require: { votes: 1 }
  - id: finance
    name: Finance
    when: payload.amount > 1000.0
    require: { votes: 1, from: { people: [usr_helen] } }
`

describe('a policy is written', () => {
  it('as YAML, which is kept with its comments, and read back as a document with its defaults', async () => {
    const reply = await create('payouts', { source: SOURCE, note: 'First' })
    expect(reply.status).toBe(201)
    const { policy, warnings } = policySaved.parse(reply.body)
    expect(policy).toMatchObject({ name: 'payouts', currentVersion: 1, teams: [] })
    expect(policy.current.source).toBe(SOURCE)
    expect(policy.current.document.stages[1]).toMatchObject({ id: 'finance', reject: { votes: 1 } })
    expect(policy.versions).toMatchObject([{ version: 1, note: 'First' }])
    expect(warnings).toEqual([])
    const read = await api.signIn('marco')
    const seen = policyView.parse((await read('GET', '/v1/policies/payouts')).body)
    expect(seen).toEqual({ ...policy, savingWaitsFor: ['Helen Weiss'] })
    const names = policyPage.parse((await read('GET', '/v1/policies')).body).items.map(({ name }) => name)
    expect(names).toContain('payouts')
  })

  it('in versions that build on one another: who has not seen the latest saves nothing', async () => {
    await create('versions', { document: {} })
    expect(await change('versions', 1, { document: { description: 'two' } })).toMatchObject({ status: 200 })
    const late = await change('versions', 1, { document: { description: 'lost' } })
    expect(late).toMatchObject({ status: 412, body: { code: 'version-changed', version: 2 } })
    const second = await admin('GET', '/v1/policies/versions/versions/2')
    expect(second.body).toMatchObject({ version: 2, document: { description: 'two' } })
    expect((await admin('GET', '/v1/policies/versions/versions/3')).status).toBe(404)
  })

  it('once, and never under a word of an address', async () => {
    expect(await create('versions', { document: {} })).toMatchObject({ status: 409, body: { code: 'name-taken' } })
    expect(await create('simulate', { document: {} })).toMatchObject({ status: 422 })
  })

  it.each([
    ['an unknown member', { document: { stage: [] } }, '/policy/document/stage'],
    [
      'a condition that does not type-check',
      { document: { checks: [{ label: 'x', pass: 'risk > 3' }] } },
      '/policy/document/checks/0/pass',
    ],
    [
      'a condition that gives no answer',
      { document: { rules: [{ id: 'r', name: 'r', when: '"yes"', decide: 'approve' }] } },
      '/policy/document/rules/0/when',
    ],
    ['a team nobody knows', { document: { handOverTo: ['martians'] } }, '/policy/document/handOverTo/0'],
    [
      'a person nobody knows',
      {
        document: {
          stages: [
            { id: 'a', name: 'A', require: { all: [{ votes: 1 }, { votes: 1, from: { people: ['usr_nobody'] } }] } },
          ],
        },
      },
      '/policy/document/stages/0/require/all/1/from/people/0',
    ],
  ])('not with %s', async (_, policy, pointer) => {
    const reply = await create('broken', policy)
    expect(reply).toMatchObject({ status: 422, body: { code: 'invalid-request', errors: [{ pointer }] } })
  })

  it.each([
    ['a key twice', 'description: a\ndescription: b\n', 2],
    ['an alias', 'stages: &a []\nhandOverTo: *a\n', 1],
    ['a tag', 'description: !!binary aGk=\n', 1],
    ['brackets without an end', 'stages: [\n', 2],
    ['a document after the first', 'description: a\n---\ndescription: b\n', 2],
    ['nests of brackets', `stages: ${'['.repeat(5_000)}`, 1],
    ['a wrong member far down', 'description: a\nstages:\n  - id: A b\n    name: A\n    require: { votes: 1 }\n', 3],
    ['a condition with a slip', 'checks:\n  - label: x\n    pass: payload.amount >\n', 3],
  ])('not as text with %s, and the line is named', async (_, source, line) => {
    const reply = await create('broken', { source })
    expect(reply).toMatchObject({
      status: 422,
      body: { errors: expect.arrayContaining([expect.objectContaining({ line })]) },
    })
  })

  it('with a warning where nobody could ever pass a stage', async () => {
    const document = { stages: [{ id: 'many', name: 'Many', require: { votes: 9, from: { people: ['usr_helen'] } } }] }
    const { warnings } = policySaved.parse((await create('hopeless', { document })).body)
    expect(warnings).toMatchObject([{ pointer: '/policy/document/stages/0/require' }])
    expect(warnings[0]?.message).toContain('Nobody could pass the stage “Many”')
  })

  it('by admins and keys that may set things up, each time with its hash in the audit log', async () => {
    const marco = await api.signIn('marco')
    expect((await marco('POST', '/v1/policies', { body: { name: 'mine', policy: { document: {} } } })).status).toBe(403)
    const { rows } = await api.sql(`select type, leaf from audit_entry where type like 'policy.%' order by seq`)
    expect(rows.map(({ type }) => type).slice(0, 3)).toEqual(['policy.created', 'policy.created', 'policy.changed'])
    expect(JSON.parse(rows[0]?.leaf).data).toMatchObject({
      policy: 'payouts',
      version: 1,
      note: 'First',
      documentSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(rows[0]?.leaf).not.toContain('Refunds of the shop')
  })

  it('with a JSON Schema for editors', async () => {
    const schema = await api.anonymous('GET', '/v1/policies/schema.json')
    expect(schema.body).toMatchObject({ $defs: { PolicyDocument: { properties: { stages: { type: 'array' } } } } })
  })
})

describe('an open approval', () => {
  it('keeps the version it pins, until an admin moves it: planned anew, asked anew, and audited', async () => {
    await create('moving', { document: {} })
    const approval = await register(key, { approval: { policy: 'moving', case: { payload: { amount: 5 } } } })
    await change('moving', 1, {
      document: {
        stages: [
          { id: 'one', name: 'One', require: { votes: 1 } },
          { id: 'two', name: 'Two', require: { votes: 1, from: { people: ['usr_helen'] } } },
        ],
      },
    })
    expect((await readApproval(key, approval.id)).policy).toMatchObject({ version: 1 })
    const moved = await admin('POST', '/v1/policies/moving/move', { body: { approvalId: approval.id } })
    expect(moved).toMatchObject({ status: 200, body: { policy: { name: 'moving', version: 2 }, votesDropped: 0 } })
    const after = await readApproval(key, approval.id)
    expect(after.policy).toMatchObject({ version: 2 })
    expect(after.stages.map(({ id }) => id)).toEqual(['one', 'two'])
    const marco = await api.signIn('marco')
    const vote = { outcome: 'approve', caseDigest: after.caseDigest }
    expect(await marco('POST', `/v1/approvals/${approval.id}/votes`, { body: vote })).toMatchObject({ status: 200 })
    expect((await readApproval(key, approval.id)).status).toBe('pending')
    const back = await admin('POST', '/v1/policies/moving/move', { body: { approvalId: approval.id, version: 1 } })
    expect(back).toMatchObject({ status: 200, body: { votesDropped: 1 } })
    const asked = await readApproval(key, approval.id)
    expect(asked).toMatchObject({ status: 'pending', votes: [], policy: { version: 1 } })
    const { rows } = await api.sql(`select leaf from audit_entry where type = 'approval.moved' order by seq`)
    expect(rows.map(({ leaf }) => JSON.parse(leaf).data)).toMatchObject([
      { from: { version: 1 }, policy: { version: 2 } },
      { from: { version: 2 }, policy: { version: 1 }, droppedVotes: [expect.stringMatching(/^vot_/)] },
    ])
  })

  it('is not moved by who may not, to what is not there, or where a part it never recorded would be excluded', async () => {
    await create('loose', { document: { exclude: [] } })
    await change('loose', 1, { document: {} })
    const approval = await register(key, { approval: { policy: 'loose' } })
    await change('loose', 2, { document: { exclude: [] } })
    const move = (who: Client, body: object, name = 'loose') => who('POST', `/v1/policies/${name}/move`, { body })
    expect((await move(await api.signIn('marco'), { approvalId: approval.id })).status).toBe(403)
    expect((await move(admin, { approvalId: approval.id, version: 9 })).status).toBe(422)
    expect((await move(admin, { approvalId: approval.id, version: 2 })).status).toBe(422)
    expect((await move(admin, { approvalId: approval.id }, 'moving')).status).toBe(422)
    expect((await move(admin, { approvalId: approval.id })).status).toBe(200)
    const strict = await move(admin, { approvalId: approval.id, version: 2 })
    expect(strict).toMatchObject({ status: 422, body: { errors: [{ pointer: '/version' }] } })
    expect(strict.text).toContain('starter')
  })
})

it("a team's default policy is changed for what is registered from then on", async () => {
  await create('fresh', { document: {} })
  const set = (policy: string) => admin('POST', '/v1/teams/payments/policy', { body: { policy } })
  expect(await set('martian')).toMatchObject({ status: 422, body: { code: 'unknown-policy' } })
  expect(await set('fresh')).toMatchObject({ status: 200, body: { team: 'payments', policy: 'fresh' } })
  expect((await register(key)).policy).toMatchObject({ name: 'fresh', version: 1 })
  expect(policyView.parse((await admin('GET', '/v1/policies/fresh')).body).teams).toMatchObject([{ id: 'payments' }])
})
