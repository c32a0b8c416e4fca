import { apiPath } from '@countersign/shared/paths'
import { caseProjection } from '@countersign/shared/projection'
import { approvalView, auditPage, revealedCase } from '@countersign/shared/views'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readEvents } from './support/event-reader.ts'
import { contextBody, executionArn, readApproval, register } from './support/registration-body.ts'
import { type Client, startTestApi, type TestApi } from './support/test-api.ts'

let api: TestApi
let registrar: Client
let ana: Client & { readonly cookie: string }

beforeAll(async () => {
  api = await startTestApi()
  registrar = await api.keyClient()
  ana = await api.signIn('ana')
})
afterAll(() => api.stop())

/** Not part of any id, so that it is found wherever it leaks to. */
const IBAN = 'SE35 5000 CANARY 7731'
const SECRET = {
  case: {
    contextLine: 'Order 8812',
    fields: [
      { label: 'Amount', value: '1240.00', format: 'money:EUR' },
      { label: 'IBAN', value: IBAN, sensitive: true },
    ],
    changes: [{ field: 'Salary', from: `from ${IBAN}`, to: `to ${IBAN}`, sensitive: true }],
    payload: { account: IBAN, amount: 1240 },
  },
  form: { schema: { type: 'object', properties: { iban: { type: 'string' } } }, initial: { iban: IBAN } },
}
const ask = (approval: object = {}) => register(registrar, { approval: { ...SECRET, ...approval } })
const reveal = (client: Client, id: string) => client('POST', apiPath('reveal', { id }), { body: {} })
const vote = (client: Client, id: string, caseDigest: string, part: object = {}) =>
  client('POST', `/v1/approvals/${id}/votes`, { body: { outcome: 'approve', caseDigest, undoSeconds: 0, ...part } })

async function revealsOf(id: string) {
  const { items } = auditPage.parse((await ana('GET', `/v1/approvals/${id}/audit?limit=200`)).body)
  return items.filter(({ type }) => type === 'payload.revealed')
}

describe('a sensitive value', () => {
  it('is masked for people and programs in everything that is read, which says where', async () => {
    const { id } = await ask()
    await reveal(ana, id)
    const stream = await readEvents(api.origin, { Cookie: ana.cookie, 'Last-Event-ID': '0' })
    const reads = ['', '/projection', '/audit', '/reassign'].map((part) => `/v1/approvals/${id}${part}`)
    const answers: string[] = []
    for (const client of [ana, await api.signIn('helen'), await api.signIn('joao'), registrar])
      for (const path of [...reads, '/v1/approvals?limit=100', `/v1/approvals?q=${encodeURIComponent(IBAN)}`])
        answers.push((await client('GET', path)).text)
    for (let count = 0; count < 2; count += 1) answers.push(JSON.stringify(await stream.next()))
    stream.close()
    expect(answers.join('\n')).toContain(id)
    expect(answers.filter((text) => text.includes('CANARY'))).toEqual([])
    const view = await readApproval(ana, id)
    expect(view.masked).toEqual([
      '/case/fields/1/value',
      '/case/changes/0/from',
      '/case/changes/0/to',
      '/case/payload/account',
      '/form/initial/iban',
    ])
    expect(view.case.payload).toEqual({ account: null, amount: 1240 })
    expect(caseProjection.parse((await ana('GET', `/v1/approvals/${id}/projection`)).body).hidden).toEqual({
      labels: ['IBAN', 'Salary'],
      demanded: false,
      sentence: '2 values are hidden: IBAN and Salary. People reveal them in the inbox, and that is logged.',
    })
  })

  it('is masked in what was edited and decided, and the answers to posts', async () => {
    const { id, caseDigest } = await ask()
    const posts = [
      await ana('POST', `/v1/approvals/${id}/claim`, { body: {} }),
      await vote(ana, id, caseDigest, { input: { iban: IBAN } }),
    ]
    for (const { status, text } of posts) expect([status, text.includes('CANARY')]).toEqual([200, false])
    expect(approvalView.parse(posts[1]?.body)).toMatchObject({
      status: 'approved',
      decision: { input: { iban: null } },
    })
    // A closed approval is revealed like an open one.
    expect(revealedCase.parse((await reveal(ana, id)).body).input).toEqual({ iban: IBAN })
  })
})

describe('POST /v1/approvals/{id}/reveal', () => {
  it('answers the whole case to whoever may see the approval, and counts for that person alone', async () => {
    const { id, caseDigest } = await ask()
    for (const who of ['ana', 'joao'] as const) {
      const client = await api.signIn(who)
      const answer = await reveal(client, id)
      expect(answer.headers.get('cache-control')).toBe('no-store')
      const revealed = revealedCase.parse(answer.body)
      expect(revealed).toMatchObject({ id, attempt: 1, caseDigest, form: SECRET.form, input: null })
      expect(revealed.case).toMatchObject(SECRET.case)
      expect(await readApproval(client, id)).toMatchObject({ revealed: true })
    }
    const view = await readApproval(await api.signIn('marco'), id)
    expect(view).toMatchObject({ revealed: false, may: { reveal: { allowed: true } } })
    expect(view.reveals.map(({ by, attempt }) => [by.name, attempt])).toEqual([
      ['Ana Lindqvist', 1],
      ['João Pereira', 1],
    ])
    expect((await reveal(await api.signIn('dana'), id)).status).toBe(404)
    expect((await reveal(api.anonymous, id)).status).toBe(401)
  })

  it('is noted once for a person and an attempt, with names of fields and never a value', async () => {
    const execution = executionArn()
    const { id, caseDigest } = await register(registrar, { execution, approval: { ...SECRET, key: '7' } })
    await Promise.all([reveal(ana, id), reveal(ana, id), reveal(ana, id)])
    const [entry, ...others] = await revealsOf(id)
    expect(others).toEqual([])
    expect(entry).toMatchObject({
      actor: { kind: 'user', id: 'usr_ana' },
      summary: 'Ana Lindqvist revealed what is hidden in attempt 1: “IBAN”, “Salary”.',
      data: { attempt: 1, via: 'web', caseDigest, fields: ['IBAN', 'Salary'] },
    })
    const { rows } = await api.sql(`select count(*)::int as n from audit_entry where leaf like '%CANARY%'`)
    expect(rows).toEqual([{ n: 0 }])

    await registrar('POST', '/v1/approvals', {
      body: contextBody({ execution, state: { RetryCount: 1 }, approval: { ...SECRET, key: '7' } }),
    })
    expect(await readApproval(ana, id)).toMatchObject({ attempt: 2, revealed: false })
    await reveal(ana, id)
    await reveal(ana, id)
    expect((await revealsOf(id)).map(({ data }) => data)).toMatchObject([{ attempt: 1 }, { attempt: 2 }])
  })

  it('notes nothing where nothing is hidden', async () => {
    const { id } = await register(registrar)
    expect((await reveal(ana, id)).status).toBe(200)
    expect(await revealsOf(id)).toEqual([])
  })

  it('refuses programs, whoever they act as, and says what to do instead', async () => {
    const { id } = await ask()
    const key = await api.keyClient({ actsAs: 'usr_ana' })
    const refused = await reveal(key, id)
    expect(refused).toMatchObject({ status: 403, body: { code: 'not-permitted', rule: 'people-only' } })
    expect(refused.text).toContain('sign in to the inbox')
    expect(refused.text).not.toContain('CANARY')
    expect((await readApproval(key, id)).may.reveal).toMatchObject({ allowed: false })
    expect(await revealsOf(id)).toEqual([])
    const { rows } = await api.sql(
      `select leaf::jsonb -> 'data' ->> 'action' as action from audit_entry where type = 'security.denied' and approval_id = $1`,
      [id],
    )
    expect(rows).toEqual([{ action: 'reveal' }])
  })

  it('does nothing for another site, nor for a GET, and keeps no answer under an Idempotency-Key', async () => {
    const { id } = await ask()
    const headers = { 'Sec-Fetch-Site': 'cross-site' }
    expect((await ana('POST', apiPath('reveal', { id }), { body: {}, headers })).status).toBe(403)
    expect((await ana('GET', apiPath('reveal', { id }))).status).toBe(405)
    expect(await revealsOf(id)).toEqual([])
    const key = { 'Idempotency-Key': crypto.randomUUID() }
    expect((await ana('POST', apiPath('reveal', { id }), { body: {}, headers: key })).status).toBe(200)
    const { rows } = await api.sql(`select count(*)::int as n from idempotency_record where key = $1`, [
      key['Idempotency-Key'],
    ])
    expect(rows).toEqual([{ n: 0 }])
  })
})

describe('a vote on what is hidden', () => {
  it('counts at high risk only of somebody who has revealed it, and then does', async () => {
    const { id, caseDigest } = await ask({ risk: 'high' })
    const marco = await api.signIn('marco')
    await reveal(marco, id)
    for (const outcome of ['approve', 'reject'])
      expect(await vote(ana, id, caseDigest, { outcome })).toMatchObject({
        status: 403,
        body: {
          rule: 'values-not-revealed',
          detail: expect.stringContaining(
            'This policy wants the hidden values revealed first: “IBAN”, “Salary”. Reveal them in the inbox, then decide.',
          ),
        },
      })
    // Programs cannot reveal, so none of them votes for somebody who has not.
    const key = await api.keyClient({ actsAs: 'usr_ana' })
    expect(await vote(key, id, caseDigest)).toMatchObject({ status: 403, body: { rule: 'values-not-revealed' } })
    await reveal(ana, id)
    expect((await vote(ana, id, caseDigest)).status).toBe(200)
  })

  it('is asked for anew with each attempt', async () => {
    const execution = executionArn()
    const approval = { ...SECRET, risk: 'high', key: '7' }
    const { id, caseDigest } = await register(registrar, { execution, approval })
    await reveal(ana, id)
    await registrar('POST', '/v1/approvals', { body: contextBody({ execution, state: { RetryCount: 1 }, approval }) })
    expect(await vote(ana, id, caseDigest)).toMatchObject({ status: 403, body: { rule: 'values-not-revealed' } })
    await reveal(ana, id)
    expect((await vote(ana, id, caseDigest)).status).toBe(200)
  })

  it('counts at lower risks all the same', async () => {
    const { id, caseDigest } = await ask({ risk: 'medium' })
    expect((await vote(ana, id, caseDigest)).status).toBe(200)
  })
})
