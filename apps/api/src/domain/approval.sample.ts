import { DEFAULT_OUTCOMES } from '@countersign/shared/case'
import { approvalId, attemptId, callbackId, decisionId, teamId, userId, voteId } from '@countersign/shared/ids'
import { policyDocument } from '@countersign/shared/policy-document'
import { approvalRequest } from '@countersign/shared/registration'
import type { z } from 'zod'
import type { Exclusion, PendingApproval, Source } from './approval.ts'
import type { AttemptOrder } from './match-attempt.ts'
import { openApproval } from './open-approval.ts'
import { type Held, makePlan } from './policy/make-plan.ts'
import type { Principal, User } from './principal.ts'

/** For the tests beside the code: an approval as registration opens it. */
export const NOW = new Date('2026-11-21T09:00:00.000Z')
const BODY = '0'.repeat(36)
export const SAMPLE_IDS = {
  vote: voteId.parse(`vot_${BODY}`),
  decision: decisionId.parse(`dec_${BODY}`),
  callback: callbackId.parse(`cbk_${BODY}`),
}

export interface SampleFacts {
  readonly request?: Partial<z.input<typeof approvalRequest>>
  readonly source?: Partial<Source>
  readonly order?: AttemptOrder
  /** Nobody is kept from deciding. */
  readonly requesterMayDecide?: boolean
  /** The person behind the registering key. */
  readonly registeredFor?: string
  readonly policy?: z.input<typeof policyDocument>
  readonly holds?: (condition: string) => Held
}

export function sampleApproval(facts: SampleFacts = {}): PendingApproval {
  const source = {
    executionArn: 'arn:aws:states:eu-north-1:123456789012:execution:Refunds:run-1',
    stateMachineArn: null,
    stateName: 'ReviewRefund',
    enteredTime: null,
    ...facts.source,
  }
  const request = approvalRequest.parse({ title: 'Refund EUR 1,240', team: 'payments', ...facts.request })
  const document = policyDocument.parse(facts.policy ?? {})
  const part = (which: Exclusion['part'], ...names: (string | undefined)[]): Exclusion[] => {
    const known = names.flatMap((name) => (name === undefined ? [] : [name.trim().toLowerCase()]))
    return known.length === 0 || facts.requesterMayDecide ? [] : [{ part: which, names: known }]
  }
  const question = {
    request,
    source,
    order: facts.order ?? { redriveCount: 0, retryCount: 0 },
    team: teamId.parse('payments'),
    policy: { name: 'refunds', version: 3 },
    plan: makePlan({
      document,
      risk: request.risk,
      outcomes: request.outcomes ?? DEFAULT_OUTCOMES,
      team: { id: 'payments', name: 'Payments' },
      holds: facts.holds ?? (() => ({ kind: 'value', value: true })),
      nameOf: (_kind, id) => id,
    }),
    exclusions: [
      ...part('requester', request.requestedBy?.id),
      ...part('key-owner', 'key:samplekey0001', facts.registeredFor),
    ],
    registeredByKey: 'samplekey0001',
    attemptId: attemptId.parse(`att_${BODY}`),
    shard: 0,
  }
  return openApproval(question, approvalId.parse(`apr_${BODY}`), null, NOW)
}

export const sampleUser = (facts: Partial<User> = {}): User => ({
  id: userId.parse('usr_ana'),
  name: 'Ana',
  email: 'ana@example.com',
  identities: [{ issuer: 'https://login.example.com', subject: 'sub-ana' }],
  role: 'reviewer',
  teams: [teamId.parse('payments')],
  disabled: false,
  ...facts,
})

export const sampleReviewer = (facts: Partial<User> = {}): Principal => ({
  kind: 'user',
  user: sampleUser(facts),
  via: 'web',
})
