import { describe, expect, it } from 'vitest'
import { NOW, SAMPLE_IDS, type SampleFacts, sampleApproval, sampleUser } from '../approval.sample.ts'
import type { DecidedApproval, Vote } from '../approval.ts'
import type { User } from '../principal.ts'
import { backtest, type PastFacts } from './backtest.ts'
import { samplePlan, sampleVote } from './vote.sample.ts'

type Document = Parameters<typeof samplePlan>[0]

const person = (id: string, facts: Partial<User> = {}): User =>
  sampleUser({ id: id as never, name: id, email: null, identities: [], ...facts })
const known = (...people: readonly User[]): PastFacts['voters'] => new Map(people.map((each) => [each.id, each]))
const ALL = known(person('usr_ana'), person('usr_bo'), person('usr_cy'))

function decided(outcome: string, via: 'web' | 'policy', facts: SampleFacts = {}): DecidedApproval {
  const opened = sampleApproval(facts)
  const kind = outcome === 'reject' ? 'failure' : 'success'
  const decision = {
    ...({ id: SAMPLE_IDS.decision, attempt: 1, outcome, kind, label: outcome, reason: null, error: null } as const),
    ...{ comment: null, input: null, decidedBy: [{ id: 'usr_ana', name: 'Ana', via }], decidedAt: NOW },
    ...{ undoUntil: null, caseDigest: opened.caseDigest, policy: opened.policy },
  }
  return { ...opened, status: kind === 'success' ? 'approved' : 'rejected', decision }
}

/** What another policy would have made of a case that was decided with these votes. */
function tried(document: Document, votes: readonly Vote[], facts: Partial<PastFacts> = {}) {
  const approval = facts.approval ?? decided('approve', 'web')
  return backtest(
    {
      ...{ approval, votes, policy: { name: 'refunds', version: 4 }, plan: samplePlan(document), risk: 'low' },
      ...{ outcomes: approval.outcomes, exclusions: [], voters: ALL },
      ...facts,
    },
    (refusal) => ('sentence' in refusal ? refusal.sentence : refusal.code),
  )
}

const stages = (votes: number) => ({ stages: [{ id: 'pair', name: 'Pair', require: { votes } }] })
const ana = sampleVote('usr_ana')
const SAME = { kind: 'unchanged', would: 'approve', sentence: 'The same votes would have decided “Approve” too.' }
const waits = (votes: string) => `The stage “Pair” would still want ${votes} of Payments.`

describe('a case of the past under another policy', () => {
  it('is decided by its votes as it was, or otherwise', () => {
    expect(tried({}, [ana])).toEqual(SAME)
    const rejected = { approval: decided('reject', 'web') }
    expect(tried({}, [ana, sampleVote('usr_bo', { outcome: 'reject' })], rejected)).toEqual({
      ...{ kind: 'otherwise', would: 'approve', sentence: 'The same votes would have decided “Approve”.' },
    })
    expect(tried({}, [sampleVote('usr_bo', { outcome: 'reject' })], rejected)).toMatchObject({
      ...{ kind: 'unchanged', would: 'reject' },
    })
  })

  it('is decided by a rule, which is no change where one decided the same before', () => {
    const rules = { rules: [{ id: 'small', name: 'Small sums', when: 'payload.amount < 5.0', decide: 'approve' }] }
    const sentence = 'The rule “Small sums” would have decided “Approve”, because payload.amount < 5.0 holds.'
    expect(tried(rules, [ana])).toEqual({ kind: 'by-rule', would: 'approve', sentence })
    const byRule = { approval: decided('approve', 'policy') }
    expect(tried(rules, [], byRule)).toEqual({ kind: 'unchanged', would: 'approve', sentence })
    expect(tried(rules, [], { approval: decided('reject', 'policy') })).toMatchObject({ kind: 'by-rule' })
  })

  it('stays undecided where votes are missing, and says how many and whose', () => {
    expect(tried(stages(2), [ana])).toEqual({ kind: 'undecided', would: null, sentence: waits('1 vote') })
    expect(tried(stages(3), [ana]).sentence).toBe(waits('2 votes'))
    expect(tried(stages(1), []).sentence).toBe(`A rule decided it without anybody's vote. ${waits('1 vote')}`)
  })

  it('says whose vote would have been refused, and who is gone', () => {
    const exclusions = [{ part: 'author' as const, names: ['usr_ana'] }]
    expect(tried(stages(1), [ana], { exclusions }).sentence).toBe(
      `usr_ana could not have voted: “You wrote what is to be approved, so somebody else has to decide it.” ${waits('1 vote')}`,
    )
    expect(tried(stages(1), [ana], { voters: known() }).sentence).toBe(
      `usr_ana is not in the directory any more. ${waits('1 vote')}`,
    )
  })

  it('names no more than three of each', () => {
    const ids = ['usr_1', 'usr_2', 'usr_3', 'usr_4']
    const votes = ids.map((id) => sampleVote(id))
    expect(tried(stages(1), votes, { voters: known() }).sentence).toBe(
      `${['usr_1', 'usr_2', 'usr_3'].map((id) => `${id} is not in the directory any more.`).join(' ')} ${waits('1 vote')}`,
    )
    const outsiders = known(...ids.map((id) => person(id, { teams: [] })))
    const { sentence } = tried(stages(1), votes, { voters: outsiders })
    expect(sentence.match(/usr_\d could not have voted/g)).toHaveLength(3)
  })
})

describe('a vote of the past', () => {
  it('counts as it was cast: with its comment and its reason', () => {
    const comments = { demands: { low: { comment: 'always' as const } } }
    expect(tried(comments, [{ ...ana, comment: 'Fine' }])).toEqual(SAME)
    expect(tried(comments, [ana])).toMatchObject({ kind: 'undecided' })
    const reasons = [{ id: 'duplicate', label: 'Duplicate' }]
    const outcomes = [
      { id: 'approve', kind: 'success' as const, label: 'Approve' },
      { id: 'reject', kind: 'failure' as const, label: 'Reject', reasons },
    ]
    const approval = decided('reject', 'web', { request: { outcomes } })
    const against = sampleVote('usr_ana', { outcome: 'reject' })
    const wantsReason = { demands: { low: { reason: true } } }
    expect(tried(wantsReason, [{ ...against, reason: 'duplicate' }], { approval })).toMatchObject({ would: 'reject' })
    expect(tried(wantsReason, [against], { approval })).toMatchObject({ kind: 'undecided' })
  })

  it('counts with what was put into the form', () => {
    const form = { schema: { type: 'object' }, initial: { amount: 1 } }
    const approval = decided('approve', 'web', { request: { form } })
    const edited = { ...ana, input: { amount: 5 } }
    const second = sampleVote('usr_bo', { input: { amount: 5 } })
    expect(tried(stages(2), [edited, second], { approval })).toEqual(SAME)
    expect(tried(stages(2), [edited, sampleVote('usr_bo')], { approval })).toMatchObject({ kind: 'undecided' })
  })

  it('counts for whom it was cast', () => {
    const bo = person('usr_bo')
    const lou = person('usr_lou', { teams: [], standsInFor: [person('usr_ana'), bo] })
    const forBo = sampleVote('usr_lou', { onBehalfOf: { id: 'usr_bo', name: 'usr_bo' } })
    const voters = known(person('usr_ana'), bo, lou)
    expect(tried(stages(2), [ana, forBo], { voters })).toEqual(SAME)
    const exclusions = [{ part: 'author' as const, names: ['usr_bo'] }]
    expect(tried(stages(1), [forBo], { voters, exclusions })).toMatchObject({ kind: 'undecided' })
  })

  it('came from where it came, signed in at that moment; a system’s comes by the API', () => {
    const noChat = { demands: { low: { chat: false } } }
    expect(tried(noChat, [ana])).toEqual(SAME)
    expect(tried(noChat, [{ ...ana, via: 'slack' }])).toMatchObject({ kind: 'undecided' })
    expect(tried(noChat, [{ ...ana, via: 'callback' }])).toEqual(SAME)
    expect(tried({ demands: { low: { signedInWithinMinutes: 5 } } }, [ana])).toEqual(SAME)
  })

  it('was in time, and is judged by who is kept out now and whom the stage asks at first', () => {
    const opened = decided('approve', 'web')
    const exclusions = [{ part: 'author' as const, names: ['usr_ana'] }]
    const deadline = { at: NOW, because: 'task timeout' as const }
    expect(tried({}, [ana], { approval: { ...opened, deadline, exclusions } })).toEqual(SAME)
    const board = {
      stages: [
        {
          ...{ id: 'pair', name: 'Pair', require: { votes: 1 } },
          escalate: { afterSeconds: 60, to: { teams: ['board' as never] } },
        },
      ],
    }
    const voters = known(person('usr_ana', { teams: ['board' as never] }))
    const escalated = { ...opened, escalated: ['pair'] }
    expect(tried(board, [ana], { approval: escalated, voters })).toMatchObject({ kind: 'undecided' })
  })
})
