import { describe, expect, it } from 'vitest'
import type { Approval } from '../../src/domain/approval.ts'
import { addComment } from '../../src/use-cases/add-comment.ts'
import { cancelApproval } from '../../src/use-cases/cancel-approval.ts'
import { castVote } from '../../src/use-cases/cast-vote.ts'
import { readApproval } from '../../src/use-cases/read-approval.ts'
import { aSource, aVote, byKey, byUser } from '../builders.ts'
import { accepted, refusal, useTestCore } from '../support/test-core.ts'

const core = useTestCore()
const ana = byUser('usr_ana')

const cancel = (approval: Approval, principal = byKey(), comment?: string) =>
  cancelApproval(core.deps, { principal, approvalId: approval.id, comment, expectedVersion: null })

describe('cancelling', () => {
  it('withdraws the question and tells the workflow with an error it can catch', async () => {
    const approval = await core.register()
    accepted(await cancel(approval, byKey(), 'The customer changed their mind.'))
    const { dossier } = accepted(await readApproval(core.deps, { principal: ana, approvalId: approval.id }))
    expect(dossier.approval).toMatchObject({ status: 'withdrawn', closed: { reason: 'cancelled_by_requester' } })
    expect(dossier.callback).toMatchObject({ status: 'queued', attemptId: approval.attempt.id })
    const [callback] = await core.sql<{ error: string; cause: string }>(
      'select error, cause from callback where approval_id = $1',
      [approval.id],
    )
    expect(callback?.error).toBe('Countersign.Cancelled')
    expect(JSON.parse(callback?.cause ?? '')).toMatchObject({
      outcome: 'cancelled',
      approved: false,
      comment: 'The customer changed their mind.',
    })
  })

  it('is for the requester, an admin and the registering key', async () => {
    const asked = () => core.register({ request: { requestedBy: { id: 'usr_marco', name: 'Marco' } } })
    accepted(await cancel(await asked(), byUser('usr_marco')))
    accepted(await cancel(await asked(), byUser('usr_helen')))
    accepted(await cancel(await asked(), byKey()))
    expect(refusal(await cancel(await asked(), ana))).toMatchObject({
      code: 'not-permitted',
      rule: 'requester-or-admin',
    })
    expect(refusal(await cancel(await asked(), byKey({ id: 'otherkey00001' as never })))).toMatchObject({
      rule: 'key-own',
    })
    expect(refusal(await cancel(await asked(), byKey({ scopes: ['approvals:request'] })))).toMatchObject({
      code: 'missing-scope',
    })
  })

  it('loses cleanly to a decision and wins cleanly over one', async () => {
    for (let round = 0; round < 40; round += 1) {
      const approval = await core.register()
      const request = aVote(approval.caseDigest)
      const voting = castVote(core.deps, { principal: ana, approvalId: approval.id, request, expectedVersion: null })
      const [vote, cancelled] = await Promise.all([voting, cancel(approval)])
      expect([vote.kind, cancelled.kind].filter((kind) => kind === 'refused')).toHaveLength(1)
      if (vote.kind === 'refused')
        expect(refusal(vote)).toMatchObject({ code: 'withdrawn', reason: 'cancelled_by_requester' })
      else expect(refusal(cancelled)).toMatchObject({ code: 'already-decided' })
      expect(await core.sql('select id from callback where approval_id = $1', [approval.id])).toHaveLength(1)
    }
  })

  it('is final: a retry after it opens a new approval that follows', async () => {
    const source = aSource()
    const approval = await core.register({ source })
    accepted(await cancel(approval))
    const next = await core.register({ source, retryCount: 1 })
    expect(next).toMatchObject({ follows: approval.id, version: 1, attempt: { number: 1 } })
    const after = await core.register({ source, retryCount: 2 })
    expect(after).toMatchObject({ id: next.id, attempt: { number: 2 } })
    expect(await core.deps.reader.dossier(approval.id)).toMatchObject({ followedBy: next.id })
    expect(await core.deps.reader.dossier(next.id)).toMatchObject({ followedBy: null })
  })
})

describe('commenting', () => {
  const comment = (approval: Approval, principal = ana, text = 'Which warehouse?') =>
    addComment(core.deps, { principal, approvalId: approval.id, text })

  it('adds words without moving the approval, also after it ended', async () => {
    const approval = await core.register()
    accepted(await comment(approval))
    accepted(await comment(approval, byKey(), 'Gothenburg.'))
    accepted(await cancel(approval))
    accepted(await comment(approval))
    const { dossier } = accepted(await readApproval(core.deps, { principal: ana, approvalId: approval.id }))
    expect(dossier.comments.map(({ by, text }) => [by.id, text])).toEqual([
      ['usr_ana', 'Which warehouse?'],
      ['testkey00001', 'Gothenburg.'],
      ['usr_ana', 'Which warehouse?'],
    ])
  })

  it('is not for auditors, nor for those who may not see the approval', async () => {
    const approval = await core.register()
    expect(refusal(await comment(approval, byUser('usr_joao')))).toMatchObject({ rule: 'auditor-reads-only' })
    expect(refusal(await comment(approval, byUser('usr_tomasz')))).toMatchObject({ code: 'not-found' })
  })
})
