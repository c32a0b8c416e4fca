import { DEFAULT_PREFERENCES } from '@countersign/shared/preferences'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Route } from '../../src/http/define-route.ts'
import { contextBody, register } from './support/registration-body.ts'
import { type Client, startTestApi, type TestApi } from './support/test-api.ts'

/**
 * Who gets what at each address, for an approval of the team payments. The rows are checked against the routes
 * themselves: a new route without a row fails.
 */
const CALLERS = ['anonymous', 'otherTeam', 'ownTeam', 'auditor', 'admin', 'keyWithoutScope', 'foreignKey'] as const
type Row = readonly [number, number, number, number, number, number, number]

const everyone = (status: number): Row => [status, status, status, status, status, status, status]
const MATRIX: Readonly<Record<string, Row>> = {
  //                anonymous, otherTeam, ownTeam, auditor, admin, keyWithoutScope, foreignKey
  requestApproval: [401, 403, 403, 403, 403, 403, 403],
  listApprovals: [401, 200, 200, 200, 200, 403, 200],
  readApproval: [401, 404, 200, 200, 200, 403, 404],
  readProjection: [401, 404, 200, 200, 200, 403, 404],
  revealCase: [401, 404, 200, 200, 200, 403, 404],
  castVote: [401, 404, 200, 403, 200, 403, 404],
  undoDecision: [401, 404, 409, 409, 409, 403, 404],
  cancelApproval: [401, 404, 403, 403, 200, 403, 404],
  claimApproval: [401, 404, 200, 403, 200, 403, 404],
  releaseApproval: [401, 404, 200, 200, 200, 403, 404],
  listSuccessors: [401, 404, 200, 403, 200, 403, 404],
  reassignApproval: [401, 404, 200, 403, 200, 403, 404],
  openEvidence: [401, 404, 422, 422, 422, 403, 404],
  listPeople: [401, 200, 200, 200, 200, 403, 403],
  listMyDelegations: [401, 200, 200, 200, 200, 403, 403],
  setMyDelegation: [401, 200, 200, 422, 200, 403, 403],
  endMyDelegation: [401, 404, 404, 404, 404, 403, 403],
  listDelegations: [401, 403, 403, 403, 200, 403, 403],
  setDelegation: [401, 403, 403, 403, 200, 403, 403],
  endDelegation: [401, 403, 403, 403, 404, 403, 403],
  addComment: [401, 404, 201, 403, 201, 403, 404],
  recordHeartbeat: [401, 404, 403, 403, 403, 403, 404],
  readAudit: [401, 404, 200, 200, 200, 403, 404],
  readEvidence: [401, 404, 409, 409, 409, 403, 404],
  exportAudit: [401, 403, 403, 409, 409, 403, 403],
  listCheckpoints: [401, 403, 403, 200, 200, 403, 403],
  proveEntry: [401, 403, 403, 404, 404, 403, 403],
  readLatestCheckpoint: [401, 403, 403, 404, 404, 403, 403],
  streamEvents: [401, 200, 200, 200, 200, 403, 200],
  beginSlackInstall: [401, 403, 403, 403, 409, 403, 403],
  beginSlackLink: [401, 409, 409, 409, 409, 403, 403],
  changeAccount: [401, 403, 403, 403, 404, 403, 403],
  changeIntegration: [401, 403, 403, 403, 404, 403, 403],
  changeWebhook: [401, 403, 403, 403, 404, 403, 403],
  checkAccount: [401, 403, 403, 403, 404, 403, 403],
  completeSlackInstall: [401, 409, 409, 409, 409, 403, 403],
  completeSlackLink: [401, 409, 409, 409, 409, 403, 403],
  createAccount: [401, 403, 403, 403, 201, 403, 403],
  createIntegration: [401, 403, 403, 403, 201, 403, 403],
  createWebhook: [401, 403, 403, 403, 201, 403, 403],
  listAccounts: [401, 403, 403, 403, 200, 403, 403],
  listIntegrations: [401, 403, 403, 403, 200, 403, 403],
  listMappingTemplates: [401, 403, 403, 403, 200, 403, 403],
  listReceivedMessages: [401, 403, 403, 403, 404, 403, 403],
  listWebhookDeliveries: [401, 403, 403, 403, 404, 403, 403],
  listWebhooks: [401, 403, 403, 403, 200, 403, 403],
  muteApproval: [401, 404, 200, 200, 200, 403, 403],
  pingWebhook: [401, 403, 403, 403, 404, 403, 403],
  readAccount: [401, 403, 403, 403, 404, 403, 403],
  readIntegration: [401, 403, 403, 403, 404, 403, 403],
  readMyPreferences: [401, 200, 200, 200, 200, 403, 403],
  readMySlack: [401, 200, 200, 200, 200, 403, 403],
  readSlack: [401, 403, 403, 403, 200, 403, 403],
  readWebhook: [401, 403, 403, 403, 404, 403, 403],
  readWebhookDelivery: [401, 403, 403, 403, 404, 403, 403],
  receiveCallback: [401, 401, 401, 401, 401, 401, 401],
  receiveHeartbeat: [401, 401, 401, 401, 401, 401, 401],
  redeliverWebhook: [401, 403, 403, 403, 404, 403, 403],
  removeSlackLink: [401, 200, 200, 200, 200, 403, 403],
  removeSlackRoute: [401, 403, 403, 403, 200, 403, 403],
  rotateIntegrationSecret: [401, 403, 403, 403, 404, 403, 403],
  rotateWebhookSecret: [401, 403, 403, 403, 404, 403, 403],
  saveMyPreferences: [401, 200, 200, 200, 200, 403, 403],
  saveSlackRoute: [401, 403, 403, 403, 409, 403, 403],
  snoozeApproval: [401, 404, 200, 200, 200, 403, 403],
  testMapping: [401, 403, 403, 403, 200, 403, 403],
  listDemoUsers: everyone(200),
  signInDemo: [403, 200, 200, 200, 200, 403, 403],
  readMe: [401, 200, 200, 200, 200, 403, 403],
  signOut: [401, 204, 204, 204, 204, 403, 403],
  backtestPolicy: [401, 403, 403, 403, 200, 403, 403],
  changePolicy: [401, 403, 403, 403, 404, 403, 403],
  confirmPolicy: [401, 403, 403, 403, 404, 403, 403],
  createPolicy: [401, 403, 403, 403, 201, 403, 403],
  listPolicies: [401, 200, 200, 200, 200, 403, 200],
  movePolicy: [401, 403, 403, 403, 404, 403, 403],
  readPolicy: [401, 404, 404, 404, 404, 403, 404],
  readPolicySchema: everyone(200),
  readPolicyVersion: [401, 404, 404, 404, 404, 403, 404],
  refusePolicy: [401, 403, 403, 403, 404, 403, 403],
  setTeamPolicy: [401, 403, 403, 403, 200, 403, 403],
  simulatePolicy: [401, 403, 403, 403, 200, 403, 403],
  getLivez: everyone(200),
  getReadyz: everyone(200),
  getVersion: everyone(200),
  getMetrics: everyone(200),
  getOpenapi: everyone(200),
  getProblem: everyone(200),
}

let api: TestApi
let registrar: Client
let keyWithoutScope: Client
let foreignKey: Client
/** Each from an address of its own: from one they would be shut out after sixty tries. */
let strangers = 0

beforeAll(async () => {
  api = await startTestApi({ TRUST_PROXY: 'loopback' })
  registrar = await api.keyClient()
  keyWithoutScope = await api.keyClient({ scopes: [] })
  foreignKey = await api.keyClient({ teams: ['platform'], actsAs: 'usr_dana' })
})
afterAll(() => api.stop())

/** A session of its own for every cell: some of them end it. */
async function clientOf(caller: (typeof CALLERS)[number]): Promise<Client> {
  switch (caller) {
    case 'anonymous':
      strangers += 1
      return api.clientWith({ 'X-Forwarded-For': `127.0.1.${strangers}` })
    case 'otherTeam':
      return api.signIn('dana')
    case 'ownTeam':
      return api.signIn('marco')
    case 'auditor':
      return api.signIn('joao')
    case 'admin':
      return api.signIn('helen')
    case 'keyWithoutScope':
      return keyWithoutScope
    case 'foreignKey':
      return foreignKey
  }
}

function bodyOf(route: Route, caseDigest: string): unknown {
  switch (route.operationId) {
    case 'requestApproval':
      return contextBody()
    case 'castVote':
      return { outcome: 'approve', caseDigest }
    case 'addComment':
      return { text: 'hello' }
    case 'reassignApproval':
      return { to: { person: 'usr_ana' } }
    case 'openEvidence':
      return { url: 'https://docs.example.com/receipt' }
    case 'setMyDelegation':
      return { delegate: 'usr_ana', until: '2099-01-01T00:00:00Z', from: '2098-06-01T00:00:00Z' }
    case 'setDelegation':
      return { absent: 'usr_marco', delegate: 'usr_ana', until: '2097-01-01T00:00:00Z', from: '2096-06-01T00:00:00Z' }
    case 'signInDemo':
      return { userId: 'usr_ana' }
    case 'createAccount':
      return { id: '210987654321', label: 'Payments', roleArn: 'arn:aws:iam::210987654321:role/countersign' }
    case 'createIntegration':
      return { name: `desk ${crypto.randomUUID()}`, teams: ['payments'] }
    case 'createWebhook':
      return { name: 'bus', url: 'https://hooks.example.com/countersign' }
    case 'createPolicy':
      return { name: `policy-${crypto.randomUUID()}`, policy: { document: {} } }
    case 'changePolicy':
      return { basedOn: 1, policy: { document: {} } }
    case 'confirmPolicy':
      return { documentSha256: '0'.repeat(64) }
    case 'movePolicy':
      return { approvalId: `apr_${SOME}` }
    case 'setTeamPolicy':
      return { policy: 'standard' }
    case 'simulatePolicy':
      return { policy: { document: {} }, case: { title: 'A case', team: 'payments' } }
    case 'backtestPolicy':
      return { policy: { document: {} } }
    case 'testMapping':
      return { mapping: { outcome: '"approve"' }, body: {} }
    case 'saveMyPreferences':
      return DEFAULT_PREFERENCES
    case 'saveSlackRoute':
      return { team: 'payments', workspaceId: 'T0123ABCD', channelId: 'C0123ABCD' }
    case 'removeSlackRoute':
      return { team: 'payments', workspaceId: 'T0123ABCD' }
    case 'removeSlackLink':
      return { workspaceId: 'T0123ABCD' }
    case 'completeSlackInstall':
    case 'completeSlackLink':
      return { code: 'code', state: 'state' }
    default:
      return {}
  }
}

/** Ids of things that nobody has set up. */
const SOME = '01kd8c9r2w7m5x3q6v1t4n0p8z2b5y7j9h3g'

function addressOf(route: Route, approvalId: string): string {
  const id = route.address.startsWith('/v1/integrations')
    ? `int_${SOME}`
    : route.address.startsWith('/v1/webhooks')
      ? `whe_${SOME}`
      : route.address.startsWith('/v1/accounts')
        ? '109876543210'
        : /delegations/.test(route.address)
          ? `dlg_${SOME}`
          : route.address.startsWith('/v1/teams')
            ? 'payments'
            : approvalId
  return route.address
    .replace('{id}', id)
    .replace('{name}', 'martian')
    .replace('{version}', '1')
    .replace('{code}', 'not-found')
    .replace('{seq}', '1')
    .replace('{eventId}', `evt_${SOME}`)
    .replace('{callbackId}', `acb_${SOME}`)
}

const call = (client: Client, route: Route, id: string, caseDigest: string) => {
  const path = addressOf(route, id)
  // A stream would not end by itself.
  const method = route.operationId === 'streamEvents' ? 'HEAD' : route.method.toUpperCase()
  return client(method, path, method === 'POST' ? { body: bodyOf(route, caseDigest) } : {})
}

describe('the access matrix', () => {
  it('has a row for every route', () => {
    expect(Object.keys(MATRIX).sort()).toEqual(api.routes.map((route) => route.operationId).sort())
  })

  for (const [operationId, row] of Object.entries(MATRIX))
    it(`holds for ${operationId}`, async () => {
      const route = api.routes.find((each) => each.operationId === operationId)
      if (!route) throw new Error(`no route ${operationId}`)
      const got: number[] = []
      for (const caller of CALLERS) {
        const { id, caseDigest } = await register(registrar)
        got.push((await call(await clientOf(caller), route, id, caseDigest)).status)
      }
      expect(Object.fromEntries(CALLERS.map((caller, index) => [caller, got[index]]))).toEqual(
        Object.fromEntries(CALLERS.map((caller, index) => [caller, row[index]])),
      )
    })

  it('answers what is forbidden to see exactly like what does not exist', async () => {
    const { id, caseDigest } = await register(registrar)
    const unknown = `${id.slice(0, -4)}0000`
    const dana = await api.signIn('dana')
    const shape = async (client: Client, route: Route, at: string) => {
      const reply = await call(client, route, at, caseDigest)
      const { requestId: _, instance: __, ...rest } = reply.body as Record<string, unknown>
      const names = [...reply.headers.keys()].filter((name) => name !== 'set-cookie').sort()
      return { status: reply.status, rest, names }
    }
    for (const route of api.routes.filter((each) => each.address.includes('{id}')))
      for (const client of [dana, foreignKey])
        expect(await shape(client, route, id), route.operationId).toEqual(await shape(client, route, unknown))
  })

  it('keeps what is hidden out of lists as well', async () => {
    const { id } = await register(registrar)
    for (const client of [await api.signIn('dana'), foreignKey])
      expect((await client('GET', '/v1/approvals?limit=100')).text).not.toContain(id)
    for (const client of [await api.signIn('marco'), await api.signIn('joao'), registrar])
      expect((await client('GET', '/v1/approvals?limit=100')).text).toContain(id)
  })
})
