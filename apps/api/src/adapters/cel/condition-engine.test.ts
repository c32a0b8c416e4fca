import { describe, expect, it } from 'vitest'
import { type ConditionFacts, NO_PAST } from '../../domain/policy/condition-facts.ts'
import { createCelConditions } from './condition-engine.ts'

const facts: ConditionFacts = {
  payload: { amount: 1240, items: [{ qty: 4 }], name: 'parcel' },
  fields: { Amount: '1240.00' },
  title: 'Refund',
  risk: 'medium',
  team: 'payments',
  key: null,
  tags: { env: 'prod' },
  requestedBy: { id: 'usr_marco', name: 'Marco' },
  workflow: 'Refunds',
  state: 'Review',
  account: '123456789012',
  region: 'eu-north-1',
  past: { ...NO_PAST, asked: 3 },
}
const conditions = createCelConditions()
const ask = (condition: string) => conditions.about(facts)(condition)

describe('a condition of a policy', () => {
  it.each([
    ['payload.amount > 1000.0', true],
    ['payload.amount > 1000', true],
    ['risk == "high" || tags.env == "prod"', true],
    ['payload.items.exists(item, item.qty > 5)', false],
    ['has(payload.discount) && payload.discount > 0.2', false],
    ['past.asked >= 3', true],
    ['key == null', true],
    ['requestedBy.id == "usr_marco"', true],
  ])('%s gives %s', (condition, value) => {
    expect(conditions.faultOf(condition)).toBeNull()
    expect(ask(condition)).toEqual({ kind: 'value', value })
  })

  it.each([
    ['payload.amount >', /./],
    ['amount > 1000', /Unknown variable: amount/],
    ['risk > 3', /no such overload/],
    ['title', /gives string, and has to give true or false/],
    ['past.everything > 1', /everything/],
  ])('%s is refused when the policy is saved', (condition, message) => {
    expect(conditions.faultOf(condition)).toMatch(message)
  })

  it('that cannot be evaluated says so instead of guessing', () => {
    expect(ask('payload.missing > 3')).toEqual({ kind: 'fault', message: expect.stringContaining('missing') })
    expect(ask('payload.amount')).toEqual({ kind: 'fault', message: 'it gives neither true nor false' })
  })

  it('ends, however long its regular expression would run', () => {
    const slow = `${'"'}${'a'.repeat(40)}!".matches("^(a+)+$")`
    const started = performance.now()
    const about = conditions.about(facts)
    expect(about(slow).kind).toBe('fault')
    expect(about(slow).kind).toBe('fault')
    expect(performance.now() - started).toBeLessThan(2_000)
  })

  it('reaches no prototype and no global', () => {
    for (const condition of ['payload.constructor != null', 'payload.__proto__ != null', 'process != null'])
      expect(ask(condition).kind).toBe('fault')
  })
})
