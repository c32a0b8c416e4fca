import { describe, expect, it } from 'vitest'
import { NOW, SAMPLE_IDS, type SampleFacts, sampleApproval } from '../approval.sample.ts'
import { decideByRule } from './decide-by-rule.ts'

const RULES = (decide: string) => ({ rules: [{ id: 'small', name: 'Small sums', when: 'true', decide }] })
const decide = (facts: SampleFacts) => decideByRule(sampleApproval(facts), SAMPLE_IDS, NOW)
const form = { schema: { type: 'object' }, initial: { amount: 5 } }

describe('a rule of the policy', () => {
  it('decides at once, and is named as who decided', () => {
    const result = decide({ policy: RULES('approve') })
    expect(result).toMatchObject({
      to: 'approved',
      decision: {
        ...{ id: SAMPLE_IDS.decision, attempt: 1, outcome: 'approve', kind: 'success', error: null, input: null },
        decidedBy: [{ id: 'policy:refunds/small', name: 'the rule “Small sums” of the policy refunds', via: 'policy' }],
        ...{ decidedAt: NOW, undoUntil: null, comment: null, reason: null, policy: { name: 'refunds', version: 3 } },
      },
      delivery: { id: SAMPLE_IDS.callback, status: 'queued', dueAt: NOW, body: { kind: 'success' } },
    })
  })

  it('rejects with the error of the outcome', () => {
    expect(decide({ policy: RULES('reject') })).toMatchObject({
      to: 'rejected',
      decision: { kind: 'failure', error: 'Countersign.Rejected' },
      delivery: { body: { kind: 'failure', error: 'Countersign.Rejected' } },
    })
  })

  it('sends the form as it was registered, and none with a failure', () => {
    expect(decide({ policy: RULES('approve'), request: { form } })?.decision.input).toEqual({ amount: 5 })
    expect(decide({ policy: RULES('reject'), request: { form } })?.decision.input).toBeNull()
  })

  it('leaves it to people where none applies, its outcome is gone, or its answer is too long', () => {
    expect(decide({})).toBeNull()
    expect(decide({ policy: RULES('approve'), holds: () => ({ kind: 'value', value: false }) })).toBeNull()
    const approval = sampleApproval({ policy: RULES('approve') })
    expect(decideByRule({ ...approval, outcomes: [] }, SAMPLE_IDS, NOW)).toBeNull()
    const long = { schema: { type: 'object' }, initial: { note: 'x'.repeat(32_768) } }
    expect(decide({ policy: RULES('approve'), request: { form: long } })).toBeNull()
  })
})
