import { answer } from '@countersign/shared/answer'
import { describe, expect, it } from 'vitest'
import type { Approval } from '../../src/domain/approval.ts'
import type { UnitOfWork } from '../../src/ports/unit-of-work.ts'
import { type CastVoteCommand, castVote } from '../../src/use-cases/cast-vote.ts'
import { requestApproval } from '../../src/use-cases/request-approval.ts'
import { aRegistration, aSource, aVote, byKey, byUser } from '../builders.ts'
import { accepted, refusal, useTestCore } from '../support/test-core.ts'

const core = useTestCore()
const ana = byUser('usr_ana')
const marco = byUser('usr_marco')

const vote = (approval: Approval, overrides: Partial<CastVoteCommand> = {}) =>
  castVote(core.deps, {
    principal: ana,
    approvalId: approval.id,
    request: aVote(approval.caseDigest),
    expectedVersion: null,
    ...overrides,
  })

const find = async (approval: Approval) => {
  const found = await core.deps.unitOfWork.transaction((stores) => stores.approvals.find(approval.id))
  if (!found) throw new Error('the approval is gone')
  return found
}

const auditTypes = async (approval: Approval) =>
  (
    await core.sql<{ type: string }>('select type from audit_entry where approval_id = $1 order by seq', [approval.id])
  ).map(({ type }) => type)

describe('voting', () => {
  it('records decision, callback bytes and log in one commit', async () => {
    const approval = await core.register()
    const { decision } = accepted(
      await vote(approval, { request: aVote(approval.caseDigest, { comment: 'Checked.', undoSeconds: 0 }) }),
    )
    expect(await find(approval)).toMatchObject({ status: 'approved', version: 2, decision: { id: decision?.id } })
    const [callback] = await core.sql<{ status: string; output: string }>(
      'select status, output from callback where decision_id = $1',
      [decision?.id],
    )
    expect(callback?.status).toBe('queued')
    expect(answer.parse(JSON.parse(callback?.output ?? ''))).toMatchObject({
      outcome: 'approve',
      approved: true,
      decisionId: decision?.id,
      decidedBy: [{ id: 'usr_ana', name: 'Ana Lindqvist', via: 'web' }],
      comment: 'Checked.',
      reason: null,
      input: {},
      witness: { caseDigest: approval.caseDigest, policy: 'refunds', policyVersion: 1 },
    })
    expect(await auditTypes(approval)).toEqual(['approval.requested', 'approval.voted', 'approval.decided'])
  })

  it('keeps nothing of a vote whose log entry cannot be written', async () => {
    const approval = await core.register()
    const unitOfWork: UnitOfWork = {
      transaction: (work) =>
        core.deps.unitOfWork.transaction((stores) =>
          work({ ...stores, audit: { append: () => Promise.reject(new Error('disk full')) } }),
        ),
    }
    const request = aVote(approval.caseDigest)
    const command = { principal: ana, approvalId: approval.id, request, expectedVersion: null }
    await expect(castVote({ ...core.deps, unitOfWork }, command)).rejects.toThrow('disk full')
    expect(await find(approval)).toEqual(approval)
    for (const table of ['vote', 'decision', 'callback'])
      expect(await core.sql(`select 1 from ${table} where approval_id = $1`, [approval.id])).toEqual([])
  })

  it("sends the reason's error name to the workflow when it has one", async () => {
    const approval = await core.register({
      request: {
        outcomes: [
          { id: 'approve', kind: 'success', label: 'Approve' },
          {
            id: 'reject',
            kind: 'failure',
            label: 'Reject',
            error: 'RefundRejected',
            reasons: [{ id: 'OutOfStock', label: 'Out of stock', error: 'InsufficientStock' }],
          },
        ],
      },
    })
    accepted(await vote(approval, { request: aVote(approval.caseDigest, { outcome: 'reject', reason: 'OutOfStock' }) }))
    const rows = await core.sql('select kind, error, output from callback where approval_id = $1', [approval.id])
    expect(rows).toEqual([{ kind: 'failure', error: 'InsufficientStock', output: null }])
  })

  it('lets exactly one of two reviewers win, five hundred times, and names the winner to the loser', async () => {
    const rounds = 500
    const lanes = 4
    let next = 0
    const tallies = { wins: 0, losses: 0 }
    const race = async () => {
      while (next < rounds) {
        next += 1
        const approval = await core.register()
        const results = await Promise.all([
          vote(approval),
          vote(approval, { principal: marco, request: aVote(approval.caseDigest, { outcome: 'reject' }) }),
        ])
        const lost = results.filter(({ kind }) => kind === 'refused').map(refusal)
        tallies.wins += results.filter(({ kind }) => kind === 'voted').length
        tallies.losses += lost.length
        const now = await find(approval)
        const winner = now.status === 'approved' ? 'Ana Lindqvist' : 'Marco Bianchi'
        expect(lost).toMatchObject([{ code: 'already-decided', winner: { name: winner } }])
      }
    }
    await Promise.all(Array.from({ length: lanes }, race))
    expect(tallies).toEqual({ wins: rounds, losses: rounds })
    const doubled = await core.sql(
      'select approval_id from decision where undone_at is null group by 1 having count(*) > 1',
    )
    expect(doubled).toEqual([])
    const [leaves] = await core.sql<{ decisions: number; leaves: number }>(
      `select (select count(*)::int from decision) as decisions,
         (select count(*)::int from audit_entry where type = 'approval.decided') as leaves`,
    )
    expect(leaves?.leaves).toBe(leaves?.decisions)
  }, 120_000)

  it('refuses a vote on a case that a retry has changed, and gives the current digest', async () => {
    const source = aSource()
    const approval = await core.register({ source })
    const retried = await core.register({ source, retryCount: 1, request: { title: 'Refund EUR 9,999 to order 8812' } })
    expect(refusal(await vote(approval))).toMatchObject({ code: 'case-changed', caseDigest: retried.caseDigest })
  })

  it('asks again after a retry, even when nothing in the case changed', async () => {
    const source = aSource()
    const approval = await core.register({ source })
    const retried = await core.register({ source, retryCount: 1 })
    expect(retried.caseDigest).toBe(approval.caseDigest)
    const old = await vote(approval, { request: aVote(approval.caseDigest, { attempt: 1 }) })
    expect(refusal(old)).toMatchObject({ code: 'superseded', supersededBy: 2 })
    expect(refusal(await vote(approval, { expectedVersion: 1 }))).toMatchObject({ code: 'version-changed', version: 2 })
    accepted(await vote(retried, { request: aVote(retried.caseDigest, { attempt: 2 }) }))
    const callbacks = await core.sql<{ number: number }>(
      'select t.number from callback c join attempt t on t.id = c.attempt_id where c.approval_id = $1',
      [approval.id],
    )
    expect(callbacks).toEqual([{ number: 2 }])
  })

  it('refuses after the deadline by the clock of the database', async () => {
    const approval = await core.register({ request: { timeoutSeconds: 60 } })
    await core.sql(`update approval set deadline_at = countersign_now() - interval '1 millisecond' where id = $1`, [
      approval.id,
    ])
    expect(refusal(await vote(approval))).toMatchObject({ code: 'expired', reason: 'task_timed_out' })
    const stale = await core.deps.unitOfWork.transaction((stores) =>
      stores.approvals.change(approval, { to: 'approved', at: approval.createdAt, beforeDeadline: true }),
    )
    expect(stale).toBe(false)
  })

  it('judges the voter as the directory has them now, not as the session remembers', async () => {
    const approval = await core.register({ request: { team: 'fulfilment' } })
    const promoted = byUser('usr_ana', { role: 'admin', teams: [] })
    expect(refusal(await vote(approval, { principal: promoted })).code).toBe('not-found')
    await core.sql(`update app_user set disabled_at = now() where id = 'usr_priya'`)
    const priya = byUser('usr_priya')
    expect(refusal(await vote(approval, { principal: priya }))).toMatchObject({ code: 'not-found' })
    await core.sql(`update app_user set disabled_at = null where id = 'usr_priya'`)
    accepted(await vote(approval, { principal: priya }))
  })

  it('never lets those who asked decide, under any of their names, and logs that they tried', async () => {
    const names = [
      'usr_ana',
      'USR_ANA',
      'ff|ana',
      'https://login.fjordandfield.example|ff|ana',
      'ana@fjordandfield.example',
      ' Ana@FjordAndField.example ',
    ]
    for (const id of names) {
      const approval = await core.register({ request: { requestedBy: { id, name: 'Somebody' } } })
      expect(refusal(await vote(approval))).toMatchObject({ code: 'not-eligible', rule: 'separation-of-duties' })
      expect(await auditTypes(approval)).toEqual(['approval.requested', 'security.denied'])
    }
  })

  it('never lets a person decide what a key of theirs has asked', async () => {
    await core.sql(
      `insert into api_key (id, name, secret_hash, last_four, acts_as, created_at) values ('anaskey000001', 'Ana', '\\x00', 'aaaa', 'usr_ana', now())`,
    )
    const approval = await core.register({ principal: byKey({ id: 'anaskey000001' as never }) })
    expect(refusal(await vote(approval))).toMatchObject({ rule: 'separation-of-duties' })
    accepted(await vote(approval, { principal: marco }))
  })

  it('lets a key vote only for the person it acts as', async () => {
    const approval = await core.register()
    expect(refusal(await vote(approval, { principal: byKey() }))).toMatchObject({ rule: 'key-without-person' })
    const acting = byKey({ actsAs: marco.kind === 'user' ? marco.user : null })
    const { decision } = accepted(await vote(approval, { principal: acting }))
    expect(decision?.decidedBy).toEqual([{ id: 'usr_marco', name: 'Marco Bianchi', via: 'api' }])
    expect(decision?.undoUntil).toBeNull()
  })

  it('gives an auditor no vote and an admin none outside their teams', async () => {
    const approval = await core.register()
    expect(refusal(await vote(approval, { principal: byUser('usr_joao') }))).toMatchObject({
      rule: 'auditor-reads-only',
    })
    await core.sql(`delete from membership where user_id = 'usr_helen' and team_id = 'payments'`)
    expect(refusal(await vote(approval, { principal: byUser('usr_helen') }))).toMatchObject({ rule: 'team' })
  })

  it('checks the edited form against its schema and hands it to the workflow', async () => {
    const form = {
      schema: {
        type: 'object',
        properties: { amount: { type: 'number', maximum: 100 } },
        required: ['amount'],
        additionalProperties: false,
      },
      initial: { amount: 5 },
    }
    const approval = await core.register({ request: { form } })
    const withInput = (input: Record<string, number>) =>
      vote(approval, { request: aVote(approval.caseDigest, { input }) })
    expect(refusal(await withInput({ amount: 101 }))).toMatchObject({
      code: 'invalid-request',
      errors: [{ pointer: '/input/amount' }],
    })
    expect(refusal(await withInput({ amount: 1, other: 2 }))).toMatchObject({ errors: [{ pointer: '/input/other' }] })
    expect(accepted(await withInput({ amount: 99 })).decision?.input).toEqual({ amount: 99 })
  })

  it('refuses a form whose schema cannot be used, at registration', async () => {
    const bad = (schema: Record<string, never> | object) =>
      requestApproval(core.deps, aRegistration({ request: { form: { schema: { type: 'object', ...schema } } } }))
    const faulty = [
      { properties: { a: { type: 'nonsense' } } },
      { properties: { a: { $ref: 'https://example.com/schema' } } },
      { $defs: { a: { $ref: '#/$defs/a' } }, properties: { a: { $ref: '#/$defs/a' } } },
      { properties: { a: { type: 'string', pattern: '(' } } },
      { propertiess: {} },
    ]
    for (const schema of faulty)
      expect(refusal(await bad(schema))).toMatchObject({
        code: 'invalid-request',
        errors: [{ pointer: expect.stringContaining('/approval/form/schema') }],
      })
  })

  it('refuses a vote whose words make the answer larger than a workflow can take', async () => {
    const approval = await core.register({ request: { form: { schema: { type: 'object' } } } })
    const input = { note: 'x'.repeat(33_000) }
    expect(refusal(await vote(approval, { request: aVote(approval.caseDigest, { input }) }))).toMatchObject({
      code: 'invalid-request',
      errors: [{ pointer: '/input' }],
    })
    expect((await find(approval)).status).toBe('pending')
  })
})
