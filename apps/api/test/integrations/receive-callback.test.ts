import { callbackAnswer } from '@countersign/shared/integrations'
import { problemSchema } from '@countersign/shared/problems'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contextBody, executionArn, freshToken, readApproval } from '../http/support/registration-body.ts'
import { type IntegrationWorld, startIntegrationWorld } from './integration-world.ts'

let world: IntegrationWorld
beforeAll(async () => {
  world = await startIntegrationWorld()
})
afterAll(() => world.api.stop())

const problemOf = (reply: { readonly body: unknown }) => problemSchema.parse(reply.body)

describe('a signed answer', () => {
  it('decides like everybody else: in the name of the integration, through the callback', async () => {
    const { integration, secret } = await world.integrate({ name: 'ServiceNow' })
    const { id, address } = await world.ask()
    const reply = await world.send(address, secret.secret, { outcome: 'approve', comment: 'CHG0030012' })
    expect(reply.status).toBe(200)
    const answer = callbackAnswer.parse(reply.body)
    expect(answer).toMatchObject({ result: 'decided', approvalId: id, status: 'approved', outcome: 'approve' })
    const approval = await readApproval(world.registrar, id)
    expect(approval.decision).toMatchObject({
      id: answer.decisionId,
      decidedBy: [{ id: integration.actsAs.id, name: 'ServiceNow', via: 'callback' }],
      comment: 'CHG0030012',
    })
    const audit = await world.admin('GET', `/v1/approvals/${id}/audit`)
    expect(audit.body).toMatchObject({
      items: expect.arrayContaining([
        expect.objectContaining({
          type: 'approval.voted',
          actor: { kind: 'integration', id: integration.id, name: 'ServiceNow' },
        }),
      ]),
    })
  })

  it('gets the first answer again when it is repeated, also with a fresh timestamp, and has no second effect', async () => {
    const { secret } = await world.integrate()
    const { address } = await world.ask()
    const body = { outcome: 'reject' }
    const first = await world.send(address, secret.secret, body, { id: 'msg_again' })
    const before = await world.counts()
    const second = await world.send(address, secret.secret, body, {
      id: 'msg_again',
      at: new Date(Date.now() + 60_000),
    })
    expect([second.status, second.text]).toEqual([first.status, first.text])
    expect(second.headers.get('idempotency-replayed')).toBe('true')
    expect(first.headers.get('idempotency-replayed')).toBeNull()
    expect(await world.counts()).toEqual(before)
  })

  it('is refused when its id was used for another body or at another address', async () => {
    const { secret } = await world.integrate()
    const [one, other] = [await world.ask(), await world.ask()]
    await world.send(one.address, secret.secret, { outcome: 'approve' }, { id: 'msg_once' })
    const before = await world.counts()
    for (const [address, body] of [
      [one.address, { outcome: 'reject' }],
      [other.address, { outcome: 'approve' }],
      [`${one.address}/heartbeat`, { outcome: 'approve' }],
    ] as const)
      expect(problemOf(await world.send(address, secret.secret, body, { id: 'msg_once' })).code).toBe(
        'idempotency-mismatch',
      )
    expect(await world.counts()).toEqual(before)
  })

  it('has one effect when fifty equal ones arrive at once, and every sender gets the same answer', async () => {
    const { secret } = await world.integrate()
    const { address } = await world.ask()
    const before = await world.counts()
    const sent = Array.from({ length: 50 }, () =>
      world.send(address, secret.secret, { outcome: 'approve' }, { id: 'msg_fifty' }),
    )
    const replies = await Promise.all(sent)
    expect(new Set(replies.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    expect(replies[0]?.status).toBe(200)
    expect(replies.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1)
    const { votes, decisions, messages } = await world.counts()
    expect([votes - before.votes, decisions - before.decisions, messages - before.messages]).toEqual([1, 1, 1])
  })

  it('tells each loser of a race who won, and keeps that answer', async () => {
    const { secret } = await world.integrate({ name: 'Race' })
    const { address, id, caseDigest } = await world.ask()
    const marco = await world.api.signIn('marco')
    await marco('POST', `/v1/approvals/${id}/votes`, { body: { outcome: 'approve', caseDigest } })
    for (const replayed of [null, 'true']) {
      const reply = await world.send(address, secret.secret, { outcome: 'reject' }, { id: 'msg_late' })
      expect(reply.status).toBe(409)
      expect(problemOf(reply)).toMatchObject({ code: 'already-decided', winner: { name: 'Marco Bianchi', via: 'web' } })
      expect(reply.headers.get('idempotency-replayed')).toBe(replayed)
    }
  })

  it('that the mapping ignores is taken as such and changes nothing', async () => {
    const { secret } = await world.integrate()
    const { address, id } = await world.ask()
    const reply = await world.send(address, secret.secret, { note: 'still thinking' })
    expect([reply.status, reply.body]).toEqual([
      202,
      { result: 'ignored', approvalId: id, status: 'pending', decisionId: null, outcome: null },
    ])
  })

  it('that the mapping cannot read may be sent again under its id once the mapping is repaired', async () => {
    const { integration, secret } = await world.integrate({ mapping: { outcome: 'body.verdict' } })
    const { address } = await world.ask()
    const send = () => world.send(address, secret.secret, { decision: 'approve' }, { id: 'msg_repair' })
    const refused = await send()
    expect(refused.status).toBe(422)
    expect(problemOf(refused)).toMatchObject({
      code: 'unmappable',
      detail: expect.stringContaining('outcome: No such key: verdict'),
    })
    await world.change(integration.id, { mapping: { outcome: 'body.decision' } })
    expect((await send()).status).toBe(200)
    const messages = await world.admin('GET', `/v1/integrations/${integration.id}/messages`)
    expect(messages.body).toMatchObject({ items: [{ messageId: 'msg_repair', result: 'decided', status: 200 }] })
  })

  it('for an earlier attempt is superseded, and the new attempt has an address of its own', async () => {
    const { secret } = await world.integrate()
    const execution = executionArn()
    const attempt = async (RetryCount: number) => {
      const body = contextBody({ token: freshToken(), execution, state: { RetryCount }, approval: { key: 7 } })
      const reply = await world.registrar('POST', '/v1/approvals', { body })
      return new URL((reply.body as { callbackUrl: string }).callbackUrl).pathname
    }
    const old = await attempt(0)
    const live = await attempt(1)
    expect(live).not.toBe(old)
    const superseded = problemOf(await world.send(old, secret.secret, { outcome: 'approve' }))
    expect(superseded).toMatchObject({ code: 'superseded', supersededBy: 2 })
    expect(superseded.detail).toMatch(/retried: attempt 2 took over at 20\S+\. .* \/v1\/approvals\/apr_\w+ has it/)
    expect((await world.send(live, secret.secret, { outcome: 'approve' })).status).toBe(200)
  })

  it('that carries another digest than the current case is refused, and one with the right digest counts', async () => {
    const { secret } = await world.integrate()
    const { address, caseDigest } = await world.ask()
    const other = `sha256:${'0'.repeat(64)}`
    expect(problemOf(await world.send(address, secret.secret, { outcome: 'approve', caseDigest: other })).code).toBe(
      'case-changed',
    )
    expect((await world.send(address, secret.secret, { outcome: 'approve', caseDigest })).status).toBe(200)
  })

  it('names the outcomes when it asks for one that does not exist', async () => {
    const { secret } = await world.integrate()
    const { address } = await world.ask()
    const reply = await world.send(address, secret.secret, { outcome: 'maybe' })
    expect(problemOf(reply)).toMatchObject({ code: 'invalid-request', errors: [{ pointer: '/outcome' }] })
  })

  it('is counted, and never logged with its body, its signature or its secret', async () => {
    const { secret } = await world.integrate()
    const { address } = await world.ask()
    await world.send(address, secret.secret, { outcome: 'approve', comment: 'canary-comment-4711' })
    await world.send(address, secret.secret, { outcome: 'approve' }, { signature: 'v1,canary-signature-4712' })
    const logs = world.api.logs.join('\n')
    for (const secretText of ['canary-comment-4711', 'canary-signature-4712', secret.secret, 'whsec_'])
      expect(logs).not.toContain(secretText)
    const { text } = await world.api.anonymous('GET', '/metrics')
    expect(text).toMatch(/countersign_callbacks_received_total\{kind="answer",result="taken"[^}]*\} [1-9]/)
    expect(text).toMatch(/countersign_callbacks_received_total\{kind="answer",result="unverified"[^}]*\} [1-9]/)
  })
})
