import { describe, expect, it } from 'vitest'
import type { Approval } from '../../src/domain/approval.ts'
import { castVote } from '../../src/use-cases/cast-vote.ts'
import { undoDecision } from '../../src/use-cases/undo-decision.ts'
import { aVote, byUser } from '../builders.ts'
import { accepted, refusal, useTestCore } from '../support/test-core.ts'

const core = useTestCore()
const ana = byUser('usr_ana')
const marco = byUser('usr_marco')

async function decide(approval: Approval, undoSeconds = 10) {
  const request = aVote(approval.caseDigest, { undoSeconds })
  const command = { principal: ana, approvalId: approval.id, request, expectedVersion: null }
  return accepted(await castVote(core.deps, command))
}

const undo = (approval: Approval, principal = ana) => undoDecision(core.deps, { principal, approvalId: approval.id })

const callbackStatus = async (approval: Approval) =>
  (
    await core.sql<{ status: string }>('select status from callback where approval_id = $1 order by created_at', [
      approval.id,
    ])
  ).map(({ status }) => status)

/** What a worker does when the window has passed. */
const lease = (approval: Approval) =>
  core.sql(
    `update callback set status = 'sending', lease_owner = 'w', lease_until = now() + interval '15 s', fence = fence + 1
     where approval_id = $1 and status = 'held' returning id`,
    [approval.id],
  )

describe('undoing a decision', () => {
  it('takes back a held decision and asks again', async () => {
    const approval = await core.register()
    await decide(approval)
    expect(await callbackStatus(approval)).toEqual(['held'])
    accepted(await undo(approval))
    const now = await core.deps.unitOfWork.transaction((stores) => stores.approvals.find(approval.id))
    expect(now).toMatchObject({ status: 'pending', version: 3, attempt: { status: 'live' } })
    await decide(approval, 0)
    expect(await callbackStatus(approval)).toEqual(['undone', 'queued'])
    const types = await core.sql<{ type: string }>('select type from audit_entry where approval_id = $1 order by seq', [
      approval.id,
    ])
    expect(types.map(({ type }) => type)).toEqual([
      'approval.requested',
      'approval.voted',
      'approval.decided',
      'approval.undone',
      'approval.voted',
      'approval.decided',
    ])
  })

  it('is for the one who decided, and for nobody else', async () => {
    const approval = await core.register()
    await decide(approval)
    expect(refusal(await undo(approval, marco))).toMatchObject({ code: 'not-permitted', rule: 'own-decision' })
    expect(await callbackStatus(approval)).toEqual(['held'])
  })

  it('comes too late once the window has passed, the answer is leased, or there was no window', async () => {
    const passed = await core.register()
    await decide(passed)
    await core.sql(`update decision set undo_until = now() - interval '1 second' where approval_id = $1`, [passed.id])
    expect(refusal(await undo(passed)).code).toBe('too-late-to-undo')
    const leased = await core.register()
    await decide(leased)
    await lease(leased)
    expect(refusal(await undo(leased)).code).toBe('too-late-to-undo')
    const unheld = await core.register()
    await decide(unheld, 0)
    expect(refusal(await undo(unheld)).code).toBe('too-late-to-undo')
    expect(refusal(await undo(await core.register())).code).toBe('too-late-to-undo')
  })

  it('and a lease never both win, a hundred times', async () => {
    let undone = 0
    for (let round = 0; round < 100; round += 1) {
      const approval = await core.register()
      await decide(approval)
      if (round === 99) await lease(approval)
      const undoing = undo(approval)
      // The lease meets the undo at another of its steps each time; the first and the last round are no race.
      if (round === 0) await undoing
      for (let step = 0; step < round % 12; step += 1) await core.sql('select 1')
      const leased = await lease(approval)
      const won = (await undoing).kind === 'undone'
      undone += won ? 1 : 0
      if (round < 99) expect(leased).toHaveLength(won ? 0 : 1)
      expect(await callbackStatus(approval)).toEqual([won ? 'undone' : 'sending'])
    }
    expect(undone).toBeGreaterThan(0)
    expect(undone).toBeLessThan(100)
  }, 60_000)
})
