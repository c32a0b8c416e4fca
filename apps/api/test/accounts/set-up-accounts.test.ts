import { accountPage, accountView, permissionPolicy, ROLE_ACTIONS, trustPolicy } from '@countersign/shared/accounts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contextBody } from '../http/support/registration-body.ts'
import { type Client, startTestApi, type TestApi } from '../http/support/test-api.ts'
import { startTestEngine, type TestEngine } from '../support/test-engine.ts'
import { type StsStandIn, startStsStandIn } from './sts-stand-in.ts'

const HOME = '999999999999'
const PROD = '111111111111'
const ROLE = `arn:aws:iam::${PROD}:role/countersign`

let sts: StsStandIn
let engine: TestEngine
let api: TestApi
let admin: Client

beforeAll(async () => {
  sts = await startStsStandIn(HOME)
  engine = await startTestEngine({ account: PROD, region: 'eu-west-1' })
  api = await startTestApi({
    AWS_ENDPOINT_URL_STS: sts.endpoint,
    AWS_ENDPOINTS_SFN: `${PROD}/eu-west-1=${engine.endpoint},*/*=http://127.0.0.1:9`,
  })
  admin = await api.signIn('helen')
})
afterAll(async () => {
  await api.stop()
  await engine.stop()
  await sts.close()
})

const add = (body: object = {}) =>
  admin('POST', '/v1/accounts', { body: { id: PROD, label: 'Payments', roleArn: ROLE, ...body } })
const change = async (body: object) => accountView.parse((await admin('POST', `/v1/accounts/${PROD}`, { body })).body)
const check = async () => accountView.parse((await admin('POST', `/v1/accounts/${PROD}/check`, { body: {} })).body)

describe('accounts are set up', () => {
  it('with an external id of their own, which nobody chooses', async () => {
    const view = accountView.parse((await add()).body)
    expect(view.externalId).toMatch(/^countersign-[0-9a-hjkmnp-tv-z]{26}$/)
    const other = accountView.parse(
      (await add({ id: '222222222222', roleArn: ROLE.replace(PROD, '222222222222') })).body,
    )
    expect(other.externalId).not.toBe(view.externalId)
    expect(await add({ id: '333333333333', externalId: 'mine' })).toMatchObject({ status: 422 })
    expect((await change({ label: 'Payments (prod)' })).externalId).toBe(view.externalId)
  })

  it('with a role of the account itself, because no other may answer its tokens', async () => {
    const foreign = await add({ id: '333333333333' })
    expect(foreign).toMatchObject({ status: 422, body: { errors: [{ pointer: '/roleArn' }] } })
    expect(foreign.text).toContain('333333333333')
    const none = await add({ id: '333333333333', roleArn: null })
    expect(none).toMatchObject({ status: 422, body: { errors: [{ pointer: '/roleArn' }] } })
    expect(none.text).toContain(HOME)
    expect((await add({ id: HOME, roleArn: null })).status).toBe(201)
    const other = await admin('POST', `/v1/accounts/${PROD}`, { body: { roleArn: ROLE.replace(PROD, HOME) } })
    expect(other.status).toBe(422)
  })

  it.each([
    ['id', { id: '12345' }],
    ['roleArn', { id: '333333333333', roleArn: 'arn:aws:iam::333333333333:user/x' }],
    ['regions', { id: '333333333333', roleArn: null, regions: ['mars'] }],
    ['sendTaskRate', { id: '333333333333', roleArn: null, sendTaskRate: 0 }],
    ['label', { id: '333333333333', roleArn: null, label: ' ' }],
    ['endpoint', { id: '333333333333', roleArn: null, endpoint: 'https://evil.example' }],
  ])('not with a wrong %s', async (_, body) => {
    expect(await add(body)).toMatchObject({ status: 422, body: { code: 'invalid-request' } })
  })

  it('once each, and listed with whom their roles have to trust', async () => {
    expect(await add()).toMatchObject({ status: 409, body: { code: 'name-taken' } })
    const page = accountPage.parse((await admin('GET', '/v1/accounts?limit=2')).body)
    expect(page.items.map(({ id }) => id)).toEqual([PROD, '222222222222'])
    expect(page.home).toEqual({ id: HOME, principalArn: `arn:aws:iam::${HOME}:role/CountersignTask` })
    const rest = accountPage.parse((await admin('GET', `/v1/accounts?cursor=${page.nextCursor}`)).body)
    expect(rest).toMatchObject({ items: [{ id: HOME }], nextCursor: null })
  })

  it('and checked in sentences: the trust first, then what may be called in each region', async () => {
    const { externalId } = await change({ regions: ['eu-west-1'] })
    expect((await check()).lastCheck).toMatchObject({
      passed: false,
      findings: [
        { ok: false, needed: true, sentence: expect.stringMatching(/does not let Countersign assume.*external id/) },
      ],
    })
    sts.roles.set(ROLE, { externalId })
    const heartbeats = engine.controls.faults.add({ api: 'SendTaskHeartbeat', kind: 'accessDenied' })
    expect((await check()).lastCheck).toMatchObject({ passed: false })
    engine.controls.faults.remove(heartbeats)
    const history = engine.controls.faults.add({ api: 'GetExecutionHistory', kind: 'accessDenied' })
    const { lastCheck } = await check()
    expect(lastCheck).toMatchObject({ passed: true })
    expect(lastCheck?.findings.filter(({ ok }) => !ok)).toMatchObject([
      { needed: false, region: 'eu-west-1', sentence: expect.stringContaining('stays unknown') },
    ])
    engine.controls.faults.remove(history)
    expect((await check()).lastCheck?.findings.every(({ ok }) => ok)).toBe(true)
    // A region where nobody answers is nobody's fault, and says so.
    await change({ regions: ['eu-west-1', 'us-east-1'] })
    expect((await check()).lastCheck?.findings.filter(({ ok, needed }) => !ok && needed)).toMatchObject([
      { region: 'us-east-1', sentence: expect.stringContaining('did not answer') },
    ])
  })

  it('by admins and keys for settings only, each change with its line in the log and no external id in it', async () => {
    for (const client of [await api.signIn('marco'), await api.signIn('joao'), await api.keyClient({ scopes: [] })])
      expect((await client('POST', `/v1/accounts/${PROD}`, { body: { label: 'mine' } })).status).toBe(403)
    const { rows } = await api.sql(`select type, leaf from audit_entry where leaf like '%' || $1 || '%' order by seq`, [
      PROD,
    ])
    expect([...new Set(rows.map(({ type }) => type))]).toEqual([
      'account.created',
      'account.changed',
      'account.checked',
    ])
    for (const { leaf } of rows) expect(leaf).not.toContain('countersign-')
  })
})

describe('a registration', () => {
  it('of an account that is not set up is refused, and nothing is stored', async () => {
    const key = await api.keyClient()
    const body = contextBody({ execution: 'arn:aws:states:eu-west-1:444444444444:execution:m:x' })
    expect(await key('POST', '/v1/approvals', { body })).toMatchObject({
      status: 422,
      body: { code: 'unknown-account' },
    })
    expect((await api.sql('select 1 from sealed_token')).rows).toEqual([])
  })

  it('that is repeated is answered as before, even when the account was disabled meanwhile', async () => {
    const key = await api.keyClient()
    const body = contextBody({ execution: `arn:aws:states:eu-west-1:${PROD}:execution:m:x` })
    const first = await key('POST', '/v1/approvals', { body })
    expect(first.status).toBe(201)
    await change({ disabled: true })
    expect((await key('POST', '/v1/approvals', { body })).status).toBe(200)
    await change({ disabled: false })
  })
})

it('a role that follows the shown policies does what the service needs and trusts nobody else', () => {
  const trust = trustPolicy('arn:aws:iam::999999999999:role/CountersignTask', 'countersign-x')
  expect(trust.Statement[0]?.Condition).toEqual({ StringEquals: { 'sts:ExternalId': 'countersign-x' } })
  expect(trust.Statement[0]?.Principal).toEqual({ AWS: 'arn:aws:iam::999999999999:role/CountersignTask' })
  expect(permissionPolicy().Statement[0]?.Action).toEqual([...ROLE_ACTIONS])
})
