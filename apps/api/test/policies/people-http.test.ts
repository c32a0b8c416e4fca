import { delegationList, delegationView } from '@countersign/shared/delegations'
import { approvalView } from '@countersign/shared/views'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type IntegrationWorld, startIntegrationWorld } from '../integrations/integration-world.ts'

let world: IntegrationWorld
beforeAll(async () => {
  world = await startIntegrationWorld()
})
afterAll(() => world.api.stop())

const policy = async (name: string, document: object) => {
  const reply = await world.admin('POST', '/v1/policies', { body: { name, policy: { document } } })
  expect(reply.status, reply.text).toBe(201)
  return name
}
const viewOf = async (id: string) => approvalView.parse((await world.registrar('GET', `/v1/approvals/${id}`)).body)

it('two outside systems each hold one vote of a quorum of two, and neither holds both', async () => {
  const first = await world.integrate()
  const second = await world.integrate()
  const seat = (id: string) => ({ votes: 1, from: { integrations: [id] } })
  const require = { all: [seat(first.integration.id), seat(second.integration.id)] }
  const name = await policy('two-systems', { stages: [{ id: 'systems', name: 'Systems', require }] })
  const { id, address } = await world.ask({ policy: name })
  const yes = { outcome: 'approve' }
  expect((await world.send(address, first.secret.secret, yes)).body).toMatchObject({ result: 'voted' })
  expect((await world.send(address, first.secret.secret, yes)).body).not.toMatchObject({ result: 'decided' })
  expect((await viewOf(id)).waiting).toMatchObject({ given: 1, needed: 2, for: [{ id: second.integration.id }] })
  expect((await world.send(address, second.secret.secret, yes)).body).toMatchObject({ result: 'decided' })
  expect((await viewOf(id)).decision?.decidedBy).toHaveLength(2)
})

it('a claim is seen by others until it is taken over, and says in the history whose it was', async () => {
  const { id } = await world.ask()
  const ana = await world.api.signIn('ana')
  const marco = await world.api.signIn('marco')
  const claimed = approvalView.parse((await ana('POST', `/v1/approvals/${id}/claim`, { body: {} })).body)
  expect(claimed.claim?.by.id).toBe('usr_ana')
  const refused = await marco('POST', `/v1/approvals/${id}/claim`, { body: {} })
  expect(refused).toMatchObject({ status: 409, body: { code: 'already-claimed' } })
  expect((await marco('POST', `/v1/approvals/${id}/claim`, { body: { takeOver: true } })).status).toBe(200)
  const { items } = (await ana('GET', `/v1/approvals/${id}/audit`)).body as { items: { summary: string }[] }
  expect(items.map(({ summary }) => summary)).toContain('Marco Bianchi took the claim over from Ana Lindqvist.')
})

it('whoever is away names who stands in, who then sees whose seat they vote from, until they are back', async () => {
  const ana = await world.api.signIn('ana')
  const dana = await world.api.signIn('dana')
  const body = { delegate: 'usr_dana', until: new Date(Date.now() + 86_400_000).toISOString() }
  const set = delegationView.parse((await ana('POST', '/v1/me/delegations', { body })).body)
  expect(set).toMatchObject({ state: 'active', absent: { id: 'usr_ana' }, delegate: { id: 'usr_dana' } })
  const { id } = await world.ask()
  const seen = approvalView.parse((await dana('GET', `/v1/approvals/${id}`)).body)
  expect(seen).toMatchObject({ may: { vote: { allowed: true } }, votesFor: { id: 'usr_ana' } })
  expect((await dana('POST', `/v1/me/delegations/${set.id}/end`, { body: {} })).status).toBe(404)
  const admin = delegationList.parse((await world.admin('GET', '/v1/delegations')).body)
  expect(admin.items.map((each) => each.id)).toEqual([set.id])
  expect((await ana('POST', `/v1/me/delegations/${set.id}/end`, { body: {} })).body).toMatchObject({ state: 'over' })
  expect((await dana('GET', `/v1/approvals/${id}`)).status).toBe(404)
})

it('a vote that needs a recent sign-in takes that of a session which has just begun', async () => {
  const demand = { signedInWithinMinutes: 5 }
  const name = await policy('fresh', { demands: { low: demand, medium: demand, high: demand } })
  const { id } = await world.ask({ policy: name })
  const { caseDigest } = await viewOf(id)
  const ana = await world.api.signIn('ana')
  expect((await ana('POST', `/v1/approvals/${id}/votes`, { body: { outcome: 'approve', caseDigest } })).status).toBe(
    200,
  )
})
