import { expect } from 'vitest'
import type { Life } from './life.ts'
import { type Ballot, naiveCount } from './naive-count.ts'
import { NEVER_SQL } from './never.ts'
import { PEOPLE, type PersonId } from './people.ts'

interface ApprovalRow {
  id: string
  status: string
  attempt_id: string
  attempt_number: number
  escalated: string[]
  decision: {
    attempt: number
    attempt_id: string
    outcome: string
    via: string
    case_digest: string
    by: number
  } | null
  attempts: string[]
}

interface VoteRow {
  id: string
  approval_id: string
  attempt_id: string
  attempt_number: number
  user_id: PersonId
  on_behalf_of_id: PersonId | null
  outcome: 'approve' | 'reject'
  case_digest: string
  at: Date
  carried_from: string | null
  seq: number | null
}

const APPROVALS = `
  select a.id, a.status, a.attempt_number, a.escalated,
    (select t.id from attempt t where t.approval_id = a.id and t.number = a.attempt_number) as attempt_id,
    (select array_agg(t.id order by t.number) from attempt t where t.approval_id = a.id and t.status <> 'superseded'
      or t.approval_id = a.id) as attempts,
    (select json_build_object('attempt', d.attempt_number, 'outcome', d.outcome, 'via', d.decided_by -> 0 ->> 'via',
        'case_digest', d.case_digest, 'by', json_array_length(d.decided_by::json), 'attempt_id', c.attempt_id)
      from decision d join callback c on c.decision_id = d.id where d.approval_id = a.id and d.undone_at is null) as decision
  from approval a where a.execution_arn = $1`

const VOTES = `
  select v.*, t.id as attempt_id, e.seq::int as seq from vote v join approval a on a.id = v.approval_id
    join attempt t on t.approval_id = a.id and t.number = v.attempt_number
    left join audit_entry e on e.approval_id = a.id and e.type = 'approval.voted'
      and e.leaf::jsonb -> 'data' ->> 'voteId' = v.id
  where a.execution_arn = $1 and v.undone_at is null`

const CALLBACKS = `
  select id, status, md5(concat_ws('|', kind, output, error, cause, decision_id, attempt_id)) as bytes
  from callback where execution_arn = $1`

/** Everything that must hold after every step, whatever happened before. */
export async function checkLife(life: Life): Promise<void> {
  const about = [life.source.executionArn]
  const { sql } = life.lane
  expect(await sql(NEVER_SQL, about)).toEqual([])
  const approvals = await sql<ApprovalRow>(APPROVALS, about)
  const votes = await sql<VoteRow>(VOTES, about)
  checkVotes(life, approvals, votes)
  for (const approval of approvals) checkDecision(life, approval, votes)
  for (const { id, bytes } of await sql<{ id: string; bytes: string }>(CALLBACKS, about)) {
    const before = life.bytes.get(id) ?? bytes
    life.bytes.set(id, before)
    expect(bytes, 'I2: the bytes of a callback never change').toBe(before)
  }
  for (const [, { bodies, taken }] of life.lane.engine.sent) {
    expect(bodies.size, 'every call for a token carries the same bytes').toBe(1)
    expect(taken, 'no token takes two answers of ours').toBeLessThanOrEqual(1)
  }
}

/** Whoever had a part when this attempt or an earlier one of the approval was registered. */
function hadPart(life: Life, { attempts }: ApprovalRow, upTo: string): ReadonlySet<string> {
  const known = attempts.slice(0, attempts.indexOf(upTo) + 1)
  return new Set([...life.asked].flatMap(([id, { had }]) => (known.includes(id) ? had : [])))
}

function checkVotes(life: Life, approvals: readonly ApprovalRow[], votes: readonly VoteRow[]): void {
  for (const vote of votes) {
    const asked = life.asked.get(vote.attempt_id as never)
    const approval = approvals.find(({ id }) => id === vote.approval_id)
    if (!asked || !approval) throw new Error('a vote on an attempt that nobody registered')
    expect(vote.case_digest, 'I7: only the digest that was shown').toBe(asked.caseDigest)
    if (vote.carried_from === null) expect(vote.at.getTime(), 'no vote after the deadline').toBeLessThan(asked.endsAt)
    const had = hadPart(life, approval, vote.attempt_id)
    for (const person of [vote.user_id, vote.on_behalf_of_id])
      if (person) expect(had.has(person), `${person} had a part in it`).toBe(false)
    const absent = vote.on_behalf_of_id
    if (absent) expect(PEOPLE[vote.user_id].standsInFor, 'stands in for nobody else').toContain(absent)
  }
}

/** The votes of an attempt decide exactly what trying every seating says, and nothing else does. */
function checkDecision(life: Life, approval: ApprovalRow, all: readonly VoteRow[]): void {
  const { decision } = approval
  const attemptId = decision?.attempt_id ?? approval.attempt_id
  const amount = life.asked.get(attemptId as never)?.amount
  if (amount === undefined) throw new Error('an approval that nobody registered')
  const origin = (vote: VoteRow): number => {
    const before = all.find(({ id }) => id === vote.carried_from)
    return vote.seq ?? (before ? origin(before) : 0)
  }
  const votes = all
    .filter((vote) => vote.approval_id === approval.id && vote.attempt_id === attemptId)
    .sort((a, b) => origin(a) - origin(b))
  const ballots = votes.map((vote): Ballot => ({ holder: vote.on_behalf_of_id ?? vote.user_id, outcome: vote.outcome }))
  const verdict = naiveCount(life.policy, amount, approval.escalated.length > 0, ballots)
  const byVotes = decision && decision.via !== 'policy' && decision.outcome !== 'cancelled'
  expect(verdict, `${life.policy}: ${JSON.stringify(ballots)}`).toBe(byVotes ? decision.outcome : null)
  if (decision) expect(decision.case_digest).toBe(life.asked.get(attemptId as never)?.caseDigest)
  if (byVotes && decision.outcome === 'approve')
    expect(decision.by).toBe(votes.filter((v) => v.outcome === 'approve').length)
}

/** In the end the engine has exactly what was decided, or the callback says why not. */
export async function checkEnd(life: Life): Promise<void> {
  const rows = await life.lane.sql<{ status: string }>(CALLBACKS, [life.source.executionArn])
  const open = rows.filter(({ status }) => !['confirmed', 'closed_elsewhere', 'too_late', 'undone'].includes(status))
  expect(open, `every answer has arrived, or is known to have come too late ${life.lane.broke}`).toEqual([])
  const [{ pending = 0 } = {}] = await life.lane.sql<{ pending: number }>(
    `select count(*)::int as pending from approval where execution_arn = $1 and status = 'pending'`,
    [life.source.executionArn],
  )
  expect(pending, 'nobody is asked any more').toBe(0)
  const confirmed = rows.filter(({ status }) => status === 'confirmed').length
  const taken = [...life.lane.engine.sent.values()].filter((each) => each.taken === 1).length
  expect(confirmed, 'confirmed means that the engine has taken it, and the other way round').toBe(taken)
}
