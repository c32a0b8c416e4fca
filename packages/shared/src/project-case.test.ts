import { describe, expect, it } from 'vitest'
import { HIGH_DEMANDS, PLAIN_DEMANDS } from './policy-document.ts'
import { projectCase } from './project-case.ts'
import { caseProjection } from './projection.ts'
import { CALLBACK_STATUSES, CLOSE_REASONS } from './statuses.ts'
import type { ApprovalView } from './views.ts'
import { CLOSE_SENTENCES, DELIVERY_WORDING } from './wording.ts'

const body = '01kd8c9r2w7m5x3q6v1t4n0p8z2b5y7j9h3g'
const NOW = '2026-11-21T12:00:00.000Z'
const ana = { id: 'usr_ana', name: 'Ana Lindqvist' }

function aView(part: Partial<ApprovalView> = {}): ApprovalView {
  return {
    id: `apr_${body}` as ApprovalView['id'],
    status: 'pending',
    version: 1,
    title: 'Refund EUR 1,240 to order 8812',
    team: { id: 'payments', name: 'Payments' },
    risk: 'medium',
    requestedBy: { id: 'usr_bo', name: 'Bo Ferreira' },
    attempt: 1,
    createdAt: NOW,
    deadline: null,
    decision: null,
    closed: null,
    watch: null,
    why: 'Parcel lost.',
    policy: { name: 'refunds', version: 3 },
    key: null,
    case: { fields: [], changes: [], evidence: [] },
    caseDigest: `sha256:${'0'.repeat(64)}`,
    outcomes: [
      { id: 'approve', kind: 'success', label: 'Approve refund', reasons: [] },
      {
        id: 'reject',
        kind: 'failure',
        label: 'Reject refund',
        error: 'RefundRejected',
        reasons: [{ id: 'Duplicate', label: 'Already refunded', error: 'DuplicateRefund' }],
      },
    ],
    form: null,
    undoSeconds: 10,
    tags: { env: 'prod' },
    timeoutSeconds: null,
    heartbeat: null,
    source: {
      executionArn: 'arn:aws:states:eu-west-1:123456789012:execution:refunds:8812',
      executionName: '8812',
      stateMachineArn: null,
      stateMachineName: 'refunds',
      mapLabel: null,
      stateName: 'ReviewRefund',
      account: '123456789012',
      region: 'eu-west-1',
      consoleUrl: 'https://eu-west-1.console.aws.amazon.com/',
      enteredTime: null,
    },
    attempts: [],
    votes: [],
    votesNeeded: 1,
    waiting: { stage: 'decision', for: [{ kind: 'team', id: 'payments', name: 'Payments' }], given: 0, needed: 1 },
    assignee: null,
    claim: null,
    stages: [
      {
        id: 'decision',
        name: 'Decision',
        state: 'now',
        because: null,
        given: 0,
        needed: 1,
        rejections: 0,
        rejectVotes: 1,
        asked: [{ kind: 'team', id: 'payments', name: 'Payments' }],
        escalation: null,
      },
    ],
    skippedStages: [],
    checks: [],
    demands: part.risk === 'high' ? HIGH_DEMANDS : PLAIN_DEMANDS,
    evidenceOpened: [],
    masked: [],
    revealed: false,
    reveals: [],
    callback: null,
    comments: [],
    follows: null,
    followedBy: null,
    notAsked: [],
    votesFor: null,
    may: {
      vote: { allowed: true, reason: null },
      cancel: { allowed: false, reason: null },
      comment: { allowed: true, reason: null },
      undo: { allowed: false, reason: null },
      claim: { allowed: true, reason: null },
      reassign: { allowed: true, reason: null },
      reveal: { allowed: true, reason: null },
    },
    url: 'https://approvals.example/inbox/apr',
    callbackUrl: 'https://approvals.example/v1/callbacks/acb',
    updatedAt: NOW,
    ...part,
  } as ApprovalView
}

const aDecision = {
  id: `dec_${body}`,
  outcome: 'approve',
  kind: 'success',
  label: 'Approve refund',
  reason: null,
  error: null,
  comment: 'Within policy',
  input: null,
  decidedAt: NOW,
  decidedBy: [{ ...ana, via: 'slack' }],
  undoUntil: null,
} as unknown as NonNullable<ApprovalView['decision']>

const aCallback = (status: (typeof CALLBACK_STATUSES)[number]): NonNullable<ApprovalView['callback']> => ({
  status,
  attempts: 1,
  dueAt: NOW,
  sentAt: null,
  finishedAt: null,
  historyEvent: null,
  detail: null,
})

describe('the case projection', () => {
  it('says who asked, who decides, from where and what each answer does', () => {
    const projection = projectCase(aView())
    expect(projection).toMatchObject({
      open: true,
      tone: 'wait',
      headline: 'Waiting for Payments',
      asked: { sentence: 'Bo Ferreira asked' },
      audience: { sentence: 'You are asked because you are in Payments.' },
      source: { sentence: 'refunds · ReviewRefund · prod' },
      votes: { needed: 1, sentence: null, waitingFor: 'Payments', notAsked: null, stages: [] },
      escalation: null,
    })
    expect(projection.answers.map(({ consequence }) => consequence)).toEqual([
      'workflow continues',
      'task fails with RefundRejected',
    ])
    expect(projection.answers[1]?.reasons[0]?.consequence).toBe('task fails with DuplicateRefund')
    expect(caseProjection.parse(projection)).toEqual(projection)
  })

  it('carries no payload and of a sensitive value only that there is one', () => {
    const secret = 'canary-4711'
    const projection = projectCase(
      aView({
        case: {
          fields: [{ label: 'IBAN', value: secret, sensitive: true }],
          changes: [{ field: 'Salary', from: secret, to: { deep: secret }, sensitive: true }],
          evidence: [],
          payload: { card: secret },
        },
        form: { schema: { type: 'object' }, initial: { card: secret } },
      }),
    )
    expect(JSON.stringify(projection)).not.toContain(secret)
    expect(projection.facts).toEqual([{ label: 'IBAN', text: null, at: null }])
    expect(projection.changes).toEqual([{ field: 'Salary', from: null, to: null, sensitive: true }])
  })

  it('says which values are hidden, and sends people to the inbox where they have to be revealed', () => {
    const hiding = (part: Partial<ApprovalView>, ...labels: string[]) =>
      projectCase(
        aView({
          ...part,
          case: { fields: labels.map((label) => ({ label, value: 1, sensitive: true })), changes: [], evidence: [] },
        }),
      )
    expect(hiding({ risk: 'low' }).hidden).toBeNull()
    const low = hiding({ risk: 'low' }, 'IBAN')
    expect(low.hidden).toEqual({
      labels: ['IBAN'],
      demanded: false,
      sentence: 'One value is hidden: IBAN. People reveal it in the inbox, and that is logged.',
    })
    expect(low.answers.map(({ chat }) => chat)).toEqual(['confirm', 'form'])
    const demanding = hiding({ risk: 'low', demands: { ...PLAIN_DEMANDS, reveal: true } }, 'IBAN', 'Sa\u202elary')
    expect(demanding.hidden).toEqual({
      labels: ['IBAN', 'Sa⟨U+202E⟩lary'],
      demanded: true,
      sentence: '2 values are hidden: IBAN and Sa⟨U+202E⟩lary. Whoever votes has to reveal them in the inbox first.',
    })
    expect(demanding.answers.map(({ chat }) => chat)).toEqual(['inbox', 'inbox'])
    expect(hiding({ risk: 'low', demands: { ...PLAIN_DEMANDS, reveal: true } }).answers[0]?.chat).toBe('direct')
  })

  it('makes characters visible that would hide or reorder what a reviewer signs', () => {
    const { title, why } = projectCase(aView({ title: 'Refund \u202e0421 RUE', why: 'a\u200bb' }))
    expect(title).toBe('Refund ⟨U+202E⟩0421 RUE')
    expect(why).toBe('a⟨U+200B⟩b')
  })

  it('asks for more care as the risk rises', () => {
    const chats = (risk: ApprovalView['risk']) => projectCase(aView({ risk })).answers.map(({ chat }) => chat)
    expect(chats('low')).toEqual(['direct', 'form'])
    expect(chats('medium')).toEqual(['confirm', 'form'])
    expect(chats('high')).toEqual(['inbox', 'inbox'])
  })

  it('says who decided through which channel, and what became of it', () => {
    const decided = aView({ status: 'approved', decision: aDecision })
    expect(projectCase(decided).headline).toBe('“Approve refund” by Ana Lindqvist in Slack')
    for (const status of CALLBACK_STATUSES) {
      const { delivery, tone } = projectCase({ ...decided, callback: aCallback(status) })
      expect(delivery?.sentence).toBe(DELIVERY_WORDING[status].sentence)
      expect(tone).toBe(DELIVERY_WORDING[status].tone === 'bad' ? 'bad' : 'good')
    }
  })

  it.each(CLOSE_REASONS)('says why nothing was decided: %s', (reason) => {
    const { headline, ended, tone, open } = projectCase(
      aView({ status: 'withdrawn', closed: { at: NOW, reason, detail: null } }),
    )
    expect({ headline, tone, open }).toEqual({ headline: CLOSE_SENTENCES[reason], tone: 'over', open: false })
    expect(ended?.label).toBe('Withdrawn')
  })

  it('counts the votes of the attempt that is asked now', () => {
    const vote = (attempt: number) =>
      ({
        id: `vot_${body}`,
        by: ana,
        via: 'web',
        attempt,
        outcome: 'approve',
        reason: null,
        comment: null,
        caseDigest: `sha256:${'0'.repeat(64)}`,
        at: NOW,
      }) as unknown as ApprovalView['votes'][number]
    const { votes } = projectCase(
      aView({
        attempt: 2,
        votesNeeded: 2,
        waiting: { stage: 'decision', for: [], given: 1, needed: 2 },
        votes: [vote(1), vote(2)],
      }),
    )
    expect(votes.sentence).toBe('1 of 2 votes')
    expect(votes.given).toHaveLength(1)
  })
})
