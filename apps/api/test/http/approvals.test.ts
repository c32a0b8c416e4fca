import { approvalView, auditPage } from '@countersign/shared/views'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contextBody, executionArn, freshToken, readApproval, register } from './support/registration-body.ts'
import { type Client, startTestApi, type TestApi } from './support/test-api.ts'

let api: TestApi
let registrar: Client
let ana: Client
let marco: Client
let helen: Client

beforeAll(async () => {
  api = await startTestApi()
  registrar = await api.keyClient()
  ana = await api.signIn('ana')
  marco = await api.signIn('marco')
  helen = await api.signIn('helen')
})
afterAll(() => api.stop())

const vote = (client: Client, id: string, body: object, headers: Record<string, string> = {}) =>
  client('POST', `/v1/approvals/${id}/votes`, { body, headers })

describe('registration', () => {
  it('answers 201 with where to find the approval, then 200 for the same token', async () => {
    const body = contextBody({ approval: { timeoutSeconds: 3_600 } })
    const first = await registrar('POST', '/v1/approvals', { body })
    expect(first.status).toBe(201)
    expect(first.body).toMatchObject({ status: 'pending', attempt: 1, deadline: { because: 'task timeout' } })
    expect(first.headers.get('etag')).toBe('"v1"')
    expect(first.headers.get('location')).toMatch(/^\/v1\/approvals\/apr_/)
    const again = await registrar('POST', '/v1/approvals', { body })
    expect(again.status).toBe(200)
    expect(again.body).toEqual(first.body)
  })

  it('gives the same approval from the whole context object as from its parts', async () => {
    const { context, approval } = contextBody({ approval: { why: 'Because.', risk: 'high', tags: { env: 'prod' } } })
    const parts = {
      taskToken: freshToken(),
      execution: { id: context.Execution.Id, startTime: context.Execution.StartTime, redriveCount: 0 },
      state: { name: 'ReviewRefund', enteredTime: context.State.EnteredTime, retryCount: 0 },
      stateMachine: { id: context.StateMachine.Id },
      approval,
    }
    const whole = await register(registrar, { execution: context.Execution.Id, approval })
    const explicit = await registrar('POST', '/v1/approvals', { body: parts })
    expect(explicit.status).toBe(201)
    const other = await readApproval(ana, (explicit.body as { id: string }).id)
    const changing = ['id', 'createdAt', 'updatedAt', 'attempts', 'url', 'callbackUrl'] as const
    const kept = (view: object) =>
      Object.fromEntries(Object.entries(view).filter(([key]) => !changing.includes(key as never)))
    expect(kept(other)).toEqual(kept(await readApproval(ana, whole.id)))
    expect(other.caseDigest).toBe(whole.caseDigest)
  })

  it('takes the same token for the same approval whichever form it comes in', async () => {
    const token = freshToken()
    const first = await register(registrar, { token })
    const reply = await registrar('POST', '/v1/approvals', {
      body: {
        taskToken: token,
        execution: { id: first.source.executionArn },
        state: { name: first.source.stateName },
        approval: { title: first.title, team: 'payments' },
      },
    })
    expect(reply.status).toBe(200)
    expect(reply.body).toMatchObject({ id: first.id })
  })

  it('lets a Retry join as the next attempt, and takes one that comes too late for what it is', async () => {
    const execution = executionArn()
    const first = await register(registrar, { execution, approval: { key: 7 } })
    const retry = (count: number) =>
      registrar('POST', '/v1/approvals', {
        body: contextBody({ execution, state: { RetryCount: count }, approval: { key: 7 } }),
      })
    const joined = await retry(2)
    expect(joined.status).toBe(201)
    expect(joined.body).toMatchObject({ id: first.id, attempt: 2 })
    const now = await readApproval(ana, first.id)
    expect(now.attempts.map((attempt) => attempt.status)).toEqual(['superseded', 'live'])
    const late = await retry(1)
    expect(late.status).toBe(200)
    expect(late.body).toMatchObject({ id: first.id, attempt: 3, attemptStatus: 'superseded' })
    expect(late.body).toMatchObject({ warnings: [{ code: 'attempt-superseded' }] })
  })

  it('makes one approval of 50 registrations of one token at once', async () => {
    const body = contextBody()
    const replies = await Promise.all(Array.from({ length: 50 }, () => registrar('POST', '/v1/approvals', { body })))
    expect(replies.filter((reply) => reply.status === 201)).toHaveLength(1)
    expect(replies.filter((reply) => reply.status === 200)).toHaveLength(49)
    expect(new Set(replies.map((reply) => (reply.body as { id: string }).id)).size).toBe(1)
  })

  it('drops the execution input before anything is stored', async () => {
    const { id } = await register(registrar)
    const stored = await api.sql('select to_jsonb(a)::text as row from approval a where id = $1', [id])
    expect(JSON.stringify(stored.rows)).not.toContain('never looked at')
  })

  it.each([
    ['an unknown team', { team: 'nobody' }, 'unknown-team'],
    ['an unknown policy', { policy: 'nobody' }, 'unknown-policy'],
    [
      'a reserved error name',
      { outcomes: [{ id: 'no', kind: 'failure', label: 'No', error: 'States.Timeout' }] },
      'invalid-request',
    ],
    ['a timeout that is not above the heartbeat', { timeoutSeconds: 60, heartbeatSeconds: 60 }, 'invalid-request'],
    ['a form whose schema is broken', { form: { schema: { type: 'nonsense' } } }, 'invalid-request'],
  ])('refuses %s with 422 and a remedy', async (_, approval, code) => {
    const reply = await registrar('POST', '/v1/approvals', { body: contextBody({ approval }) })
    expect(reply.status).toBe(422)
    expect(reply.body).toMatchObject({ code, type: `/problems/${code}` })
  })

  it('refuses an Express execution', async () => {
    const execution = 'arn:aws:states:eu-west-1:123456789012:express:Fast:run:1'
    const reply = await registrar('POST', '/v1/approvals', { body: contextBody({ execution }) })
    expect(reply.status).toBe(422)
    expect(reply.body).toMatchObject({ code: 'express-not-supported' })
  })

  it('refuses a token that is known for another execution', async () => {
    const token = freshToken()
    await register(registrar, { token })
    const reply = await registrar('POST', '/v1/approvals', { body: contextBody({ token }) })
    expect(reply.status).toBe(409)
    expect(reply.body).toMatchObject({ code: 'token-conflict' })
  })

  it('names the true member of the form that was meant', async () => {
    const whole = await registrar('POST', '/v1/approvals', {
      body: { context: { Task: {}, Execution: { Id: 'nope' }, State: { Name: 'A' } }, approval: { titel: 'x' } },
    })
    expect((whole.body as { errors: { pointer: string }[] }).errors.map((error) => error.pointer).sort()).toEqual([
      '/approval/titel',
      '/approval/title',
      '/context/Execution/Id',
      '/context/Task/Token',
    ])
    const explicit = await registrar('POST', '/v1/approvals', { body: { approval: { title: 'x' } } })
    expect(explicit.body).toMatchObject({
      errors: [
        { pointer: '/taskToken', message: 'is required (string)' },
        { pointer: '/execution', message: 'is required (object)' },
        { pointer: '/state', message: 'is required (object)' },
      ],
    })
  })
})

describe('reading', () => {
  it('shows the whole approval with what this viewer may do', async () => {
    const { id } = await register(registrar, {
      approval: {
        why: '**Please**',
        requestedBy: { id: 'usr_ana', name: 'Ana Lindqvist' },
        timeoutSeconds: 86_400,
        case: { contextLine: 'Order 8812', fields: [{ label: 'Amount', value: '1240.00', format: 'money:EUR' }] },
      },
    })
    const reply = await marco('GET', `/v1/approvals/${id}`)
    expect(reply.headers.get('etag')).toBe('"v1"')
    expect(reply.headers.get('cache-control')).toBe('no-store')
    expect(reply.body).toMatchObject({
      team: { id: 'payments', name: 'Payments' },
      deadline: { consequence: 'the task fails with States.Timeout' },
      source: { executionName: expect.any(String), consoleUrl: expect.stringContaining('console.aws.amazon.com') },
      outcomes: [{ id: 'approve' }, { id: 'reject' }],
      may: { vote: { allowed: true, reason: null }, cancel: { allowed: false } },
      url: `http://127.0.0.1:3000/inbox/${id}`,
    })
    const own = await readApproval(ana, id)
    expect(own.may.vote).toEqual({ allowed: false, reason: expect.stringContaining('You asked for this approval') })
    expect(own.may.cancel.allowed).toBe(true)
  })

  it('answers If-None-Match in full: the ETag is for If-Match only', async () => {
    const { id } = await register(registrar)
    const reply = await ana('GET', `/v1/approvals/${id}`, { headers: { 'If-None-Match': '"v1"' } })
    expect(reply.status).toBe(200)
  })

  it('lists with filters, pages and a Link to the next page', async () => {
    const tag = freshToken()
      .slice(0, 12)
      .replaceAll(/[^a-z]/gi, 'x')
    for (let index = 0; index < 5; index++) await register(registrar, { approval: { title: `Paged ${tag} ${index}` } })
    const seen: string[] = []
    let path: string | undefined = `/v1/approvals?status=pending&q=${tag}&limit=2`
    for (let page = 0; path; page++) {
      const reply = await ana('GET', path)
      expect(reply.status).toBe(200)
      const { items, nextCursor } = reply.body as { items: { id: string }[]; nextCursor: string | null }
      seen.push(...items.map((item) => item.id))
      const link = reply.headers.get('link')
      expect(link === null).toBe(nextCursor === null)
      path = link === null ? undefined : /^<([^>]+)>; rel="next"$/.exec(link)?.[1]
      expect(page).toBeLessThan(5)
    }
    expect(seen).toHaveLength(5)
    expect(new Set(seen).size).toBe(5)
  })

  it('refuses a cursor that is not ours, an unknown parameter and a repeated one', async () => {
    for (const query of ['cursor=bogus', 'sort=title', 'limit=0', 'status=open', 'q=a&q=b', 'team=NOT+A+TEAM']) {
      const reply = await ana('GET', `/v1/approvals?${query}`)
      expect(reply.status, query).toBe(422)
      expect(reply.body, query).toMatchObject({ code: 'invalid-request', detail: expect.not.stringContaining('body') })
    }
  })
})

describe('voting', () => {
  it('decides, answers with the approval, and tells the next voter who won', async () => {
    const { id, caseDigest } = await register(registrar)
    const won = await vote(ana, id, { outcome: 'approve', caseDigest, comment: 'Fine.', undoSeconds: 0 })
    expect(won.status).toBe(200)
    expect(won.body).toMatchObject({
      status: 'approved',
      decision: { label: 'Approve', decidedBy: [{ id: 'usr_ana', via: 'web' }], comment: 'Fine.' },
      callback: { status: 'queued', attempts: 0 },
      may: { vote: { allowed: false } },
    })
    const lost = await vote(marco, id, { outcome: 'reject', caseDigest })
    expect(lost.status).toBe(409)
    expect(lost.body).toMatchObject({
      code: 'already-decided',
      winner: { name: 'Ana Lindqvist', outcome: 'approve', label: 'Approve', via: 'web' },
    })
  })

  it('lets one of two reviewers at once win, and names the winner to the other', async () => {
    for (let round = 0; round < 20; round++) {
      const { id, caseDigest } = await register(registrar)
      const replies = await Promise.all([
        vote(ana, id, { outcome: 'approve', caseDigest, undoSeconds: 0 }),
        vote(marco, id, { outcome: 'reject', caseDigest, undoSeconds: 0 }),
      ])
      expect(replies.map((reply) => reply.status).sort()).toEqual([200, 409])
      const [won, lost] = replies[0].status === 200 ? replies : [replies[1], replies[0]]
      const { decision } = approvalView.parse(won.body)
      expect(lost.body).toMatchObject({
        code: 'already-decided',
        winner: { name: decision?.decidedBy[0]?.name, outcome: decision?.outcome, at: decision?.decidedAt },
      })
    }
  })

  it('refuses another case and another version with what is current', async () => {
    const { id, caseDigest } = await register(registrar)
    const other = `sha256:${'0'.repeat(64)}`
    const changed = await vote(ana, id, { outcome: 'approve', caseDigest: other })
    expect(changed.status).toBe(412)
    expect(changed.body).toMatchObject({ code: 'case-changed', caseDigest })
    const moved = await vote(ana, id, { outcome: 'approve', caseDigest }, { 'If-Match': '"v7"' })
    expect(moved.status).toBe(412)
    expect(moved.body).toMatchObject({ code: 'version-changed', version: 1 })
    const broken = await vote(ana, id, { outcome: 'approve', caseDigest }, { 'If-Match': 'W/"v1"' })
    expect(broken.status).toBe(422)
    const good = await vote(ana, id, { outcome: 'approve', caseDigest, undoSeconds: 0 }, { 'If-Match': '"v1"' })
    expect(good.status).toBe(200)
    expect(good.headers.get('etag')).toBe('"v2"')
  })

  it('names the rule when somebody may not decide', async () => {
    const asked = { approval: { requestedBy: { id: 'usr_ana', name: 'Ana' } } }
    const { id, caseDigest } = await register(registrar, asked)
    const own = await vote(ana, id, { outcome: 'approve', caseDigest })
    expect(own.status).toBe(403)
    expect(own.body).toMatchObject({ code: 'not-eligible', rule: 'separation-of-duties' })
  })

  it('refuses outcomes, reasons and inputs that were not offered', async () => {
    const { id, caseDigest } = await register(registrar)
    for (const body of [
      { outcome: 'perhaps', caseDigest },
      { outcome: 'approve', reason: 'Whim', caseDigest },
      { outcome: 'approve', input: { a: 1 }, caseDigest },
      { outcome: 'approve' },
      { outcome: 'approve', caseDigest, verdict: 'x' },
    ]) {
      const reply = await vote(ana, id, body)
      expect(reply.status, JSON.stringify(body)).toBe(422)
      expect(reply.body).toMatchObject({ code: 'invalid-request', errors: [{ pointer: expect.any(String) }] })
    }
  })

  it('undoes a held decision for who made it, and not after it left', async () => {
    const { id, caseDigest } = await register(registrar)
    const held = await vote(ana, id, { outcome: 'reject', caseDigest, undoSeconds: 10 })
    expect(held.body).toMatchObject({ callback: { status: 'held' }, may: { undo: { allowed: true } } })
    expect((await marco('POST', `/v1/approvals/${id}/undo`, { body: {} })).status).toBe(403)
    const undone = await ana('POST', `/v1/approvals/${id}/undo`, { body: {} })
    expect(undone.status).toBe(200)
    expect(undone.body).toMatchObject({ status: 'pending', decision: null })
    const again = await ana('POST', `/v1/approvals/${id}/undo`, { body: {} })
    expect(again.status).toBe(409)
    expect(again.body).toMatchObject({ code: 'too-late-to-undo' })
  })

  it('says why an approval that ended takes no vote', async () => {
    const { id, caseDigest } = await register(registrar, { approval: { timeoutSeconds: 3_600 } })
    await api.sql(
      `update approval set status = 'expired', version = version + 1, closed_at = now(), close_reason = 'task_timed_out' where id = $1`,
      [id],
    )
    const reply = await vote(ana, id, { outcome: 'approve', caseDigest })
    expect(reply.status).toBe(410)
    expect(reply.body).toMatchObject({ code: 'expired', reason: 'task_timed_out' })
  })
})

describe('cancelling, commenting, heartbeats, audit', () => {
  it('withdraws for an admin and delivers Countersign.Cancelled', async () => {
    const { id, caseDigest } = await register(registrar)
    expect((await marco('POST', `/v1/approvals/${id}/cancel`, { body: {} })).status).toBe(403)
    const reply = await helen('POST', `/v1/approvals/${id}/cancel`, { body: { comment: 'Duplicate.' } })
    expect(reply.status).toBe(200)
    expect(reply.body).toMatchObject({
      status: 'withdrawn',
      closed: { reason: 'cancelled_by_requester' },
      callback: { status: expect.any(String) },
    })
    const late = await vote(ana, id, { outcome: 'approve', caseDigest })
    expect(late.status).toBe(410)
    expect(late.body).toMatchObject({ code: 'withdrawn', reason: 'cancelled_by_requester' })
  })

  it('keeps comments beside the decision', async () => {
    const { id } = await register(registrar)
    const reply = await ana('POST', `/v1/approvals/${id}/comments`, { body: { text: 'Looks odd.' } })
    expect(reply.status).toBe(201)
    expect((await readApproval(marco, id)).comments).toMatchObject([{ text: 'Looks odd.', by: { id: 'usr_ana' } }])
  })

  it('takes external heartbeats only where the approval wants them', async () => {
    const { id } = await register(registrar)
    const reply = await registrar('POST', `/v1/approvals/${id}/heartbeat`, { body: {} })
    expect(reply.status).toBe(403)
    expect(reply.body).toMatchObject({ code: 'not-permitted', rule: 'service-heartbeats' })
    const external = await register(registrar, { approval: { heartbeatMode: 'external', heartbeatSeconds: 60 } })
    const unheard = await registrar('POST', `/v1/approvals/${external.id}/heartbeat`, { body: {} })
    expect(unheard.status).toBe(503)
    expect(unheard.headers.get('retry-after')).toBe('1')
  })

  it('tells the audit trail as sentences, in pages, with hashes that chain', async () => {
    const { id, caseDigest } = await register(registrar)
    await ana('POST', `/v1/approvals/${id}/comments`, { body: { text: 'First' } })
    await vote(ana, id, { outcome: 'reject', caseDigest, undoSeconds: 0 })
    const first = auditPage.parse((await marco('GET', `/v1/approvals/${id}/audit?limit=2`)).body)
    const next = await marco('GET', `/v1/approvals/${id}/audit?limit=2&cursor=${first.nextCursor}`)
    const entries = [...first.items, ...auditPage.parse(next.body).items]
    expect(entries.map((entry) => entry.summary)).toEqual([
      expect.stringMatching(/^key \w+ asked for this approval\.$/),
      'Ana Lindqvist commented.',
      'Ana Lindqvist voted “reject”.',
      'Decided “reject”.',
    ])
    expect(entries[3]?.previousHash).toBe(entries[2]?.hash)
  })
})
