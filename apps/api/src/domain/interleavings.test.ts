import fc from 'fast-check'
import { expect, it } from 'vitest'
import { NOW, SAMPLE_IDS, sampleApproval, sampleReviewer } from './approval.sample.ts'
import type { Approval, Callback, Decision, Vote } from './approval.ts'
import { addSeconds } from './deadline.ts'
import { joinApproval, votesToCarry } from './open-approval.ts'
import type { Principal } from './principal.ts'
import { undo } from './undo.ts'
import { castVote, type NewDelivery } from './vote.ts'

/**
 * The core alone, over one row with the compare-and-swap of the real one: every order in which two votes, an undo, a
 * worker's lease and a retry can read and write is a schedule that fast-check may pick. A read and a write are one step
 * each, as in PostgreSQL, where the write asks for the version that was read and commits with all that belongs to it.
 */

const opened = sampleApproval({
  policy: { stages: [{ id: 'pair', name: 'Pair', require: { votes: 2 } }], newAttempt: 'keep-if-unchanged' },
})
const who = (id: string): Principal => sampleReviewer({ id: id as never, name: id, email: null, identities: [] })

function openRow(turn: () => Promise<void>) {
  let approval: Approval = opened
  let votes: readonly Vote[] = []
  let inForce: { decision: Decision; delivery: NewDelivery; callback: Callback } | undefined
  const sent: { attempt: number; decision: string }[] = []
  const undone: string[] = []
  let decided = 0

  const row = {
    sent,
    undone,
    get approval() {
      return approval
    },
    get votes() {
      return votes
    },
    get inForce() {
      return inForce
    },
    decisions: () => decided,
    async vote(name: string, outcome: string) {
      for (;;) {
        await turn()
        const [seen, earlier] = [approval, votes]
        const ids = {
          ...SAMPLE_IDS,
          vote: `vot_${name}_${seen.version}` as never,
          decision: `dec_${seen.version}` as never,
        }
        const request = { outcome, caseDigest: seen.caseDigest }
        const facts = {
          approval: seen,
          earlier,
          opened: [],
          revealed: false,
          principal: who(name),
          request,
          expectedVersion: null,
        }
        const result = castVote({ ...facts, ids, now: NOW }, () => [])
        await turn()
        if (result.kind === 'refused') return
        if (approval.version !== seen.version) continue
        votes = [...votes, result.vote]
        if (result.kind === 'voted') {
          approval = { ...result.approval, version: seen.version + 1, standing: result.standing }
          return
        }
        const { decision, delivery } = result
        decided += 1
        approval = { ...result.approval, status: result.to, version: seen.version + 1, decision }
        const { id, status, dueAt } = delivery
        const attemptId = seen.attempt.id
        inForce = { decision, delivery, callback: { id, decisionId: decision.id, attemptId, status, dueAt } }
        return
      }
    },
    async undo(name: string) {
      for (;;) {
        await turn()
        const [seen, before] = [approval, inForce]
        const result = undo({ approval: seen, votes, inForce: before, principal: who(name), now: NOW })
        await turn()
        if (result.kind === 'refused') return
        // The callback is moved first, by the same compare-and-swap that leases it.
        if (result.kind === 'undone' && inForce?.callback.status !== 'held') return
        if (approval.version !== seen.version) {
          expect(result.kind, 'who has the callback has the approval').toBe('taken-back')
          continue
        }
        if (result.kind === 'undone') {
          undone.push(result.decision.id)
          inForce = undefined
        }
        const { decision: _, ...rest } = { decision: undefined, ...approval }
        approval = { ...rest, status: 'pending', version: seen.version + 1, standing: result.standing } as Approval
        votes = votes.filter(({ id }) => id !== result.vote.id)
        return
      }
    },
    async deliver() {
      await turn()
      if (inForce?.callback.status !== 'held' && inForce?.callback.status !== 'queued') return
      inForce = { ...inForce, callback: { ...inForce.callback, status: 'sending' } }
      await turn()
      sent.push({ attempt: inForce.decision.attempt, decision: inForce.decision.id })
    },
    async retry() {
      await turn()
      const seen = approval
      const { plan, exclusions, source, team, policy, registeredByKey, title } = opened
      const request = {
        ...opened,
        title,
        undoSeconds: opened.undoSeconds,
        authors: [],
        heartbeatMode: 'service',
      } as never
      const question = {
        ...{ request, source, plan, exclusions, team, policy, registeredByKey, shard: 1 },
        ...{ order: { redriveCount: 0, retryCount: 1 }, attemptId: 'att_2' as never },
      }
      const carried = votesToCarry(seen, question, votes)
      await turn()
      if (approval.version !== seen.version || approval.status !== 'pending') return
      approval = joinApproval(seen, question, 2, carried, addSeconds(NOW, 1))
      votes = carried.map((vote) => ({ ...vote, attempt: 2 }))
    },
  }
  return row
}

it('no order of two votes, an undo, a lease and a retry decides twice, or sends what was taken back', async () => {
  const seen = { decided: 0, undone: 0, sent: 0, joined: 0, undecided: 0 }
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.boolean(), async (scheduler, against) => {
      const row = openRow(() => scheduler.schedule(Promise.resolve()))
      const all = [
        row.vote('usr_ana', 'approve'),
        row.vote('usr_bo', against ? 'reject' : 'approve'),
        row.vote('usr_cy', 'approve'),
        row.undo('usr_bo'),
        row.undo('usr_cy'),
        row.deliver(),
        row.deliver(),
        row.retry(),
      ]
      await scheduler.waitFor(Promise.all(all))
      const { approval, votes, inForce } = row
      expect(row.decisions() - row.undone.length).toBe(inForce ? 1 : 0)
      expect(approval.status === 'pending').toBe(inForce === undefined)
      expect(row.sent.length).toBeLessThanOrEqual(1)
      for (const { decision } of row.sent) expect(row.undone).not.toContain(decision)
      expect(new Set(votes.map(({ by }) => by.id)).size).toBe(votes.length)
      const inFavour = votes.filter(({ outcome }) => outcome === 'approve')
      if (approval.status === 'approved') expect(inFavour.length).toBe(2)
      if (approval.status === 'pending') expect(approval.standing.given).toBe(inFavour.length)
      seen.decided += row.decisions()
      seen.undone += row.undone.length
      seen.sent += row.sent.length
      seen.joined += approval.attempt.number - 1
      seen.undecided += approval.status === 'pending' ? 1 : 0
    }),
    { numRuns: 300 },
  )
  // The rarest, that nobody has decided in the end, is some fifteen of the 300.
  for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(0)
}, 60_000)
