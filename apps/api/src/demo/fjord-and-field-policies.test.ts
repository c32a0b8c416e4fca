import { policyDocument } from '@countersign/shared/policy-document'
import { expect, test } from 'vitest'
import { createCelConditions } from '../adapters/cel/condition-engine.ts'
import { sampleApproval } from '../domain/approval.sample.ts'
import { conditionFacts, NO_PAST } from '../domain/policy/condition-facts.ts'
import { conditionsOf } from '../domain/policy/document-parts.ts'
import { requestOf } from '../use-cases/request-of.ts'
import { FJORD_AND_FIELD_POLICIES } from './fjord-and-field-policies.ts'

const conditions = createCelConditions()

test.each(FJORD_AND_FIELD_POLICIES)('$name has conditions that type-check', ({ document }) => {
  for (const { value } of conditionsOf(policyDocument.parse(document))) expect(conditions.faultOf(value)).toBeNull()
})

test.each([
  ['42.00', 1, { rules: 'approve', stages: ['payments'] }],
  ['42.00', 2, { rules: null, stages: ['payments'] }],
  ['264.00', 0, { rules: null, stages: ['payments'] }],
  ['1240.00', 0, { rules: null, stages: ['payments', 'finance'] }],
])('a refund of EUR %s to a customer with %i before is decided by its limits', (amount, before, expected) => {
  const fields = [
    { label: 'Amount', value: amount, format: 'money:EUR' },
    { label: 'Refunds to this customer, 12 months', value: before, format: 'number' },
  ]
  const request = { risk: 'low' as const, case: { fields } }
  const { source, team } = sampleApproval({ request })
  const facts = { request: requestOf(sampleApproval({ request })), risk: 'low' as const, team, source, past: NO_PAST }
  const policy = FJORD_AND_FIELD_POLICIES.find(({ name }) => name === 'refund-limits')?.document ?? {}
  const { plan } = sampleApproval({ request, policy, holds: conditions.about(conditionFacts(facts)) })
  expect({ rules: plan.decidedBy?.outcome ?? null, stages: plan.stages.map(({ id }) => id) }).toEqual(expected)
})
