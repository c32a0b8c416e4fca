import { HIGH_DEMANDS, PLAIN_DEMANDS } from '@countersign/shared/policy-document'
import type { ApprovalView } from '@countersign/shared/views'
import { digestOf, fakeId } from './fake-store.ts'
import { DANA, MARCO, PRIYA, TEAMS } from './people.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

export type Asked = Partial<Omit<ApprovalView, 'deadline'>> & {
  readonly dueInMs?: number | null
  readonly askedMsAgo?: number
}

/** An open approval with everything the contract requires; a test names only what it is about. */
export function approval({ dueInMs = 3 * HOUR, askedMsAgo = 20 * MINUTE, ...part }: Asked = {}): ApprovalView {
  const id = fakeId('apr') as ApprovalView['id']
  const createdAt = new Date(Date.now() - askedMsAgo).toISOString()
  const name = part.source?.stateMachineName ?? 'order-saga'
  const base: ApprovalView = {
    id,
    status: 'pending',
    version: 1,
    title: 'Refund EUR 1,240.00 to order 8812',
    team: TEAMS.PAYMENTS,
    risk: 'medium',
    requestedBy: { id: PRIYA.id, name: PRIYA.name },
    attempt: 1,
    createdAt,
    deadline:
      dueInMs === null
        ? null
        : {
            at: new Date(Date.now() + dueInMs).toISOString(),
            because: 'task timeout',
            consequence: 'the task fails with States.Timeout',
          },
    decision: null,
    closed: null,
    watch: { muted: false, snoozedUntil: null },
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
        reasons: [
          { id: 'Duplicate', label: 'Already refunded', error: 'DuplicateRefund' },
          { id: 'NotCovered', label: 'Not covered by the policy' },
          { id: 'NeedsProof', label: 'Proof is missing', error: 'ProofMissing' },
        ],
      },
    ],
    form: null,
    undoSeconds: 10,
    tags: { env: 'prod' },
    timeoutSeconds: 14_400,
    heartbeat: { mode: 'service', seconds: 30, lastAt: null },
    source: {
      executionArn: `arn:aws:states:eu-west-1:123456789012:execution:${name}:run-8812`,
      executionName: 'run-8812',
      stateMachineArn: `arn:aws:states:eu-west-1:123456789012:stateMachine:${name}`,
      stateMachineName: name,
      mapLabel: null,
      stateName: 'ReviewRefund',
      account: '123456789012',
      region: 'eu-west-1',
      consoleUrl:
        'https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/v2/executions/details/run-8812',
      enteredTime: createdAt,
    },
    attempts: [{ number: 1, status: 'live', retryCount: 0, redriveCount: 0, registeredAt: createdAt, closedAt: null }],
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
    url: `http://127.0.0.1/inbox/${id}`,
    callbackUrl: `http://127.0.0.1/v1/approvals/${id}/votes`,
    updatedAt: createdAt,
  }
  const whole = { ...base, ...part }
  return { ...whole, caseDigest: digestOf(whole) }
}

/** A refund with every section of a case filled. */
export const fullRefund = (part: Asked = {}): ApprovalView =>
  approval({
    why: [
      'Parcel **lost in transit**; the carrier confirmed it on Thursday and pays us back.',
      '',
      '- Customer since 2019, no earlier refunds this year',
      '- Replacement is out of stock until *March*',
      '',
      'See the [carrier report](https://track.northpost.example/claims/NP-55120) for the scan history.',
    ].join('\n'),
    case: {
      contextLine: 'Order 8812 · Ingrid Solberg · lost parcel',
      fields: [
        { label: 'Amount', value: '1240.00', format: 'money:EUR' },
        { label: 'Customer', value: 'Ingrid Solberg' },
        { label: 'Order', value: 'ord_8812_f3a9', format: 'id' },
        { label: 'Ordered', value: '2026-11-02', format: 'date' },
        { label: 'Carrier confirmed', value: '2026-11-19T09:24:00Z', format: 'datetime' },
        { label: 'Refunds this year', value: 0, format: 'number' },
        { label: 'Claim', value: 'https://track.northpost.example/claims/NP-55120', format: 'url' },
      ],
      changes: [
        { field: 'Order status', from: 'shipped', to: 'refunded' },
        { field: 'Customer balance', from: 'EUR 0.00', to: 'EUR 1,240.00' },
      ],
      evidence: [
        {
          label: 'Carrier claim NP-55120',
          url: 'https://track.northpost.example/claims/NP-55120.pdf',
          sha256: 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c',
        },
        { label: 'Customer conversation', url: 'https://help.fjordandfield.example/t/90114' },
      ],
      payload: {
        orderId: 'ord_8812_f3a9',
        lines: [
          { sku: 'TENT-3P-GRN', quantity: 1, price: 890 },
          { sku: 'MAT-SELF-INF', quantity: 2, price: 175 },
        ],
        shippedAt: '2026-11-04T15:02:11Z',
        carrier: { name: 'Northpost', claim: 'NP-55120', accepted: true },
        note: null,
      },
    },
    ...part,
  })

/** An inbox as a working day leaves it: several teams, risks and deadlines. */
export function workingDay(): ApprovalView[] {
  const saga = (stateMachineName: string, stateName: string) => ({ ...approval().source, stateMachineName, stateName })
  return [
    fullRefund({ dueInMs: 2 * HOUR + 10 * MINUTE, askedMsAgo: 32 * MINUTE }),
    approval({
      title: 'Release 14 expedition tents against stock that is still being counted',
      team: TEAMS.PAYMENTS,
      risk: 'high',
      dueInMs: 8 * MINUTE,
      askedMsAgo: 52 * MINUTE,
      requestedBy: null,
      case: {
        contextLine: 'Order 9021 · Basecamp Rentals · EUR 12,460.00',
        fields: [{ label: 'Order value', value: '12460.00', format: 'money:EUR' }],
        changes: [],
        evidence: [],
      },
      outcomes: [
        { id: 'approve', kind: 'success', label: 'Release order', reasons: [] },
        {
          id: 'reject',
          kind: 'failure',
          label: 'Reject and cancel',
          error: 'OrderRejected',
          reasons: [
            { id: 'OutOfStock', label: 'Out of stock', error: 'InsufficientStock' },
            { id: 'Fraud', label: 'Looks like fraud', error: 'SuspectedFraud' },
          ],
        },
      ],
      source: saga('order-saga', 'ReviewOrder'),
    }),
    approval({
      title: 'Credit note for Polar Outfitters, invoice 2026-1180',
      risk: 'low',
      dueInMs: 5 * HOUR,
      requestedBy: { id: MARCO.id, name: MARCO.name },
      case: { contextLine: 'EUR 86.40 · wrong VAT rate', fields: [], changes: [], evidence: [] },
      source: saga('invoice-corrections', 'ReviewCredit'),
    }),
    approval({
      title: 'Raise daily payout limit of seller 311',
      risk: 'medium',
      dueInMs: 26 * HOUR,
      case: {
        contextLine: 'Skadi Wool AS · 1,000 → 5,000',
        fields: [],
        changes: [{ field: 'dailyLimit', from: 1000, to: 5000 }],
        evidence: [],
      },
      form: {
        schema: {
          type: 'object',
          required: ['dailyLimit'],
          properties: {
            dailyLimit: { type: 'integer', title: 'Daily limit', description: 'In euros', minimum: 0, maximum: 10_000 },
            currency: { enum: ['EUR', 'NOK'], title: 'Currency' },
            notify: { type: 'boolean', title: 'Tell the seller' },
            review: {
              type: 'object',
              title: 'Next review',
              properties: { inDays: { type: 'integer', title: 'In days' }, note: { type: 'string', title: 'Note' } },
            },
          },
        },
        initial: { dailyLimit: 5000, currency: 'EUR', notify: true, review: { inDays: 30 } },
      },
      outcomes: [
        { id: 'approve', kind: 'success', label: 'Raise limit', reasons: [] },
        { id: 'reject', kind: 'failure', label: 'Keep limit', error: 'LimitRejected', reasons: [] },
      ],
      source: saga('seller-limits', 'ReviewLimit'),
    }),
    approval({
      title: 'Refund EUR 64.90 to order 8790',
      risk: 'low',
      dueInMs: 30 * HOUR,
      case: { contextLine: 'Order 8790 · Noah Berg · wrong size', fields: [], changes: [], evidence: [] },
    }),
    approval({
      title: 'Refund EUR 312.00 to order 8741',
      risk: 'low',
      dueInMs: 52 * HOUR,
      case: { contextLine: 'Order 8741 · Elsa Holm · damaged', fields: [], changes: [], evidence: [] },
    }),
    approval({
      title: 'Write off invoice 2025-0931, Bergen Climbing Club',
      risk: 'medium',
      dueInMs: null,
      requestedBy: { id: DANA.id, name: DANA.name },
      case: { contextLine: 'EUR 410.00 · insolvent since June', fields: [], changes: [], evidence: [] },
    }),
    approval({
      title: 'Promote demand-forecast v14 to production',
      team: TEAMS.LEARNING,
      risk: 'high',
      dueInMs: 20 * HOUR,
      requestedBy: { id: DANA.id, name: DANA.name },
      source: saga('model-retraining', 'ReviewModel'),
      case: { contextLine: 'MAPE 8.1 % → 7.4 %', fields: [], changes: [], evidence: [] },
    }),
  ]
}
