import { DEFAULT_OUTCOMES } from '@countersign/shared/case'
import { voteId } from '@countersign/shared/ids'
import { policyDocument } from '@countersign/shared/policy-document'
import type { z } from 'zod'
import { NOW } from '../approval.sample.ts'
import type { Vote } from '../approval.ts'
import { makePlan, type PlanFacts } from './make-plan.ts'
import type { Plan } from './plan.ts'

/** For the tests beside the code: a plan of these stages, asked of the team Payments, whose conditions all hold. */
export const samplePlan = (document: z.input<typeof policyDocument>, facts: Partial<PlanFacts> = {}): Plan =>
  makePlan({
    document: policyDocument.parse(document),
    risk: 'low',
    outcomes: DEFAULT_OUTCOMES,
    team: { id: 'payments', name: 'Payments' },
    holds: () => ({ kind: 'value', value: true }),
    nameOf: (_kind, id) => id,
    ...facts,
  })

let votes = 0

export function sampleVote(by: string, facts: Partial<Vote> = {}): Vote {
  votes += 1
  return {
    id: voteId.parse(`vot_${String(votes).padStart(36, '0')}`),
    by: { id: by, name: by },
    onBehalfOf: null,
    via: 'web',
    stage: 'decision',
    seats: ['decision'],
    attempt: 1,
    outcome: 'approve',
    reason: null,
    comment: null,
    input: null,
    caseDigest: `sha256:${'0'.repeat(64)}`,
    at: NOW,
    ...facts,
  }
}
