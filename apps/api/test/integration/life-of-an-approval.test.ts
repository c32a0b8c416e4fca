import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Source } from '../../src/domain/approval.ts'
import { cancelApproval } from '../../src/use-cases/cancel-approval.ts'
import { castVote } from '../../src/use-cases/cast-vote.ts'
import { requestApproval } from '../../src/use-cases/request-approval.ts'
import { undoDecision } from '../../src/use-cases/undo-decision.ts'
import { aRegistration, aSource, aVote, byKey, byUser } from '../builders.ts'
import { useTestCore } from '../support/test-core.ts'

const core = useTestCore()

/** What can happen to the approvals of one task; each step is a handful of these at once. */
const happening = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('register' as const), retryCount: fc.nat(3), redriveCount: fc.nat(1) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('vote' as const),
      by: fc.constantFrom('usr_ana', 'usr_marco'),
      outcome: fc.constantFrom('approve', 'reject'),
      undoSeconds: fc.constantFrom(0, 10),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('undo' as const), by: fc.constantFrom('usr_ana', 'usr_marco') }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('expire' as const) }) },
)
type Happening = typeof happening extends fc.Arbitrary<infer H> ? H : never

const newest = async (source: Source) =>
  core.deps.unitOfWork.transaction(async (stores) => {
    const group = { executionArn: source.executionArn, stateName: source.stateName, itemKey: '1' }
    const [head] = await stores.approvals.findByGroup(group)
    return head && stores.approvals.find(head.id)
  })

async function happen(event: Happening, source: Source): Promise<string> {
  if (event.do === 'register') {
    const { retryCount, redriveCount } = event
    const command = aRegistration({ source, retryCount, redriveCount, request: { key: '1' } })
    const result = await requestApproval(core.deps, command)
    return result.kind === 'refused' ? 'refused' : result.how
  }
  const approval = await newest(source)
  if (!approval) return 'nothing'
  const approvalId = approval.id
  switch (event.do) {
    case 'vote': {
      const request = aVote(approval.caseDigest, { outcome: event.outcome, undoSeconds: event.undoSeconds })
      return (await castVote(core.deps, { principal: byUser(event.by), approvalId, request, expectedVersion: null }))
        .kind
    }
    case 'undo':
      return (await undoDecision(core.deps, { principal: byUser(event.by), approvalId })).kind
    case 'cancel':
      return (
        await cancelApproval(core.deps, { principal: byKey(), approvalId, comment: undefined, expectedVersion: null })
      ).kind
    case 'expire':
      return core.deps.unitOfWork.transaction(async (stores) => {
        const now = await stores.approvals.find(approvalId)
        if (now?.status !== 'pending') return 'refused'
        const at = await stores.now()
        const closed = { at, reason: 'task_timed_out', detail: null } as const
        if (!(await stores.approvals.change(now, { to: 'expired', at, beforeDeadline: false, closed })))
          return 'refused'
        await stores.approvals.closeAttempt(now.attempt.id, at)
        return 'expired'
      })
  }
}

/** Each of these selects what must never be. */
const NEVER = {
  'a decided approval without its one decision in force': `
    select a.id from approval a where a.execution_arn = $1 and a.status in ('approved', 'rejected')
      and (select count(*) from decision d where d.approval_id = a.id and d.undone_at is null
        and d.kind = case a.status when 'approved' then 'success' else 'failure' end) <> 1`,
  'a decision in force on an approval that is open or lapsed': `
    select a.id from approval a join decision d on d.approval_id = a.id and d.undone_at is null
    where a.execution_arn = $1 and (a.status in ('pending', 'expired')
      or (a.status = 'withdrawn' and (a.close_reason <> 'cancelled_by_requester' or d.outcome <> 'cancelled')))`,
  'a decision whose callback tells another story': `
    select d.id from decision d join approval a on a.id = d.approval_id left join callback c on c.decision_id = d.id
    where a.execution_arn = $1 and (c.id is null or (d.undone_at is null) = (c.status = 'undone'))`,
  'an answer to another attempt than the one decided': `
    select c.id from callback c join decision d on d.id = c.decision_id join attempt t on t.id = c.attempt_id
    where c.execution_arn = $1 and (t.approval_id <> d.approval_id or t.number <> d.attempt_number)`,
  'two living tokens, or a living one that is not the newest': `
    select a.id from approval a join attempt t on t.approval_id = a.id and t.status = 'live'
    where a.execution_arn = $1 and t.number <> a.attempt_number`,
  'an open approval without a living token': `
    select a.id from approval a where a.execution_arn = $1 and a.status = 'pending'
      and not exists (select from attempt t where t.approval_id = a.id and t.status = 'live')`,
  'attempts out of order': `
    select t.id from attempt t join attempt u on u.approval_id = t.approval_id and u.number > t.number
      join approval a on a.id = t.approval_id
    where a.execution_arn = $1 and u.closed_at is distinct from u.registered_at
      and (u.redrive_count, u.retry_count) <= (t.redrive_count, t.retry_count)`,
  'a token without its sealed envelope': `
    select t.id from attempt t join approval a on a.id = t.approval_id
    where a.execution_arn = $1 and t.status = 'live' and not exists (select from sealed_token s where s.attempt_id = t.id)`,
  'a change that the log does not tell, or tells twice': `
    select a.id from approval a where a.execution_arn = $1 and (
      (select count(*) from audit_entry e where e.approval_id = a.id and e.type = 'approval.requested') <> 1
      or (select count(*) from audit_entry e where e.approval_id = a.id and e.type in ('approval.decided', 'approval.withdrawn'))
        <> (select count(*) from decision d where d.approval_id = a.id)
      or (select count(*) from audit_entry e where e.approval_id = a.id and e.type = 'approval.undone')
        <> (select count(*) from decision d where d.approval_id = a.id and d.undone_at is not null)
      or (select count(*) from audit_entry e where e.approval_id = a.id and e.type in ('approval.superseded', 'approval.revived', 'attempt.late'))
        <> (select count(*) - 1 from attempt t where t.approval_id = a.id))`,
} as const

describe('whatever happens to a task, in whatever order and at once', () => {
  it('never leaves a state that must not be', async () => {
    const seen = new Map<string, number>()
    const steps = fc.array(fc.array(happening, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(steps, async (life) => {
        const source = aSource({ enteredTime: '2026-11-21T09:00:00.000Z' })
        for (const step of [[{ do: 'register' as const, retryCount: 0, redriveCount: 0 }], ...life]) {
          const results = await Promise.all(step.map((event) => happen(event, source)))
          for (const [index, result] of results.entries()) {
            const name = `${step[index]?.do} ${result}`
            seen.set(name, (seen.get(name) ?? 0) + 1)
          }
          for (const [what, sql] of Object.entries(NEVER))
            expect(await core.sql(sql, [source.executionArn]), what).toEqual([])
        }
      }),
      { numRuns: 60, endOnFailure: true },
    )
    // A model that never gets anywhere proves nothing.
    for (const name of [
      'register opened',
      'register joined',
      'register late',
      'vote voted',
      'vote refused',
      'undo undone',
      'cancel cancelled',
      'expire expired',
    ])
      expect(seen.get(name), name).toBeGreaterThan(2)
  }, 120_000)
})
