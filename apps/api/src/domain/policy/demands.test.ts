import { type Case, caseSchema, outcome } from '@countersign/shared/case'
import { demands, HIGH_DEMANDS, PLAIN_DEMANDS, wantsReveal } from '@countersign/shared/policy-document'
import type { VoteRequest } from '@countersign/shared/requests'
import { describe, expect, it } from 'vitest'
import { NOW, sampleApproval, sampleReviewer, sampleUser } from '../approval.sample.ts'
import { addSeconds } from '../deadline.ts'
import type { Principal } from '../principal.ts'
import { type Brought, refuseUnprepared } from './demands.ts'

const APPROVE = outcome.parse({ id: 'approve', kind: 'success', label: 'Approve' })
const REJECT = outcome.parse({
  id: 'reject',
  kind: 'failure',
  label: 'Reject',
  reasons: [{ id: 'Fraud', label: 'Fraud' }],
})
const PLAIN_REJECT = { ...REJECT, reasons: [] }
const EVIDENCE = [
  { label: 'Invoice', url: 'https://files.example.com/1' },
  { label: 'Photo', url: 'https://files.example.com/2' },
]

function refusal(
  wanted: Parameters<typeof demands.parse>[0],
  brought: Partial<Brought> = {},
  request: Partial<VoteRequest> = {},
  body: Case = caseSchema.parse({ evidence: EVIDENCE }),
) {
  const approval = sampleApproval({
    policy: { demands: { low: demands.parse(wanted) } },
    request: { risk: 'low', case: body },
  })
  const result = refuseUnprepared({
    approval,
    principal: sampleReviewer(),
    request: { outcome: 'approve', caseDigest: approval.caseDigest, ...request },
    outcome: APPROVE,
    opened: [],
    revealed: false,
    now: NOW,
    ...brought,
  })
  return result?.refusal
}

describe('what a policy demands of a vote', () => {
  it('is nothing by default', () => {
    expect(refusal({})).toBeUndefined()
    expect(refusal({}, { outcome: REJECT }, { outcome: 'reject', batch: 'b' as never })).toBeUndefined()
  })

  it('may be one at a time', () => {
    expect(refusal({ bulk: false }, {}, { batch: 'b' as never })).toEqual({
      code: 'not-eligible',
      rule: 'bulk-not-allowed',
      sentence: 'Low risk is decided one at a time.',
    })
    expect(refusal({ bulk: false })).toBeUndefined()
  })

  it('may be a recent sign-in, to the millisecond, which a key never has', () => {
    const signedIn = (secondsAgo: number): Principal =>
      ({ ...sampleReviewer(), signedInAt: addSeconds(NOW, -secondsAgo) }) as Principal
    const wanted = { signedInWithinMinutes: 5 }
    expect(refusal(wanted, { principal: signedIn(300) })).toBeUndefined()
    expect(refusal(wanted, { principal: signedIn(300.001) })).toMatchObject({
      rule: 'recent-sign-in',
      sentence: 'This policy wants a sign-in of the last 5 minutes. Sign in again in the inbox, then decide.',
    })
    expect(refusal(wanted)).toMatchObject({ rule: 'recent-sign-in' })
    const key = { id: 'k' as never, name: 'K', scopes: [], teams: [], actsAs: sampleUser() }
    expect(refusal(wanted, { principal: { kind: 'key', key, via: 'api' } })).toMatchObject({ rule: 'recent-sign-in' })
  })

  it('may be that the evidence was opened, all of it', () => {
    expect(refusal({ evidence: true })).toMatchObject({
      rule: 'evidence-not-opened',
      sentence: 'This policy wants the evidence opened first: “Invoice”, “Photo”.',
    })
    expect(refusal({ evidence: true }, { opened: ['https://files.example.com/1'] })).toMatchObject({
      sentence: 'This policy wants the evidence opened first: “Photo”.',
    })
    expect(refusal({ evidence: true }, { opened: EVIDENCE.map(({ url }) => url) })).toBeUndefined()
  })

  const CASE = caseSchema.parse({
    fields: [{ label: 'IBAN', value: 'SE35', sensitive: true }],
    changes: [{ field: 'Salary', from: 1, to: 2, sensitive: true }],
    evidence: EVIDENCE,
  })
  const unseen = (wanted: Parameters<typeof demands.parse>[0], brought: Partial<Brought> = {}) =>
    refusal(wanted, { opened: EVIDENCE.map(({ url }) => url), ...brought }, {}, CASE)

  it('may be that what is hidden was revealed, and is where the evidence has to be opened', () => {
    for (const wanted of [{ reveal: true }, { evidence: true }]) {
      expect(unseen(wanted)).toEqual({
        code: 'not-eligible',
        rule: 'values-not-revealed',
        sentence:
          'This policy wants the hidden values revealed first: “IBAN”, “Salary”. Reveal them in the inbox, then decide.',
      })
      expect(unseen(wanted, { revealed: true })).toBeUndefined()
      expect(refusal(wanted, { opened: EVIDENCE.map(({ url }) => url) })).toBeUndefined()
    }
    expect(unseen({})).toBeUndefined()
    expect(unseen({ evidence: true, reveal: false })).toBeUndefined()
    expect(wantsReveal(HIGH_DEMANDS)).toBe(true)
    expect(wantsReveal(PLAIN_DEMANDS)).toBe(false)
  })

  it('may be one of the reasons, where there are any', () => {
    const fault = {
      code: 'invalid-request',
      errors: [{ pointer: '/reason', message: 'is needed by the policy: one of Fraud' }],
    }
    expect(refusal({ reason: true }, { outcome: REJECT })).toEqual(fault)
    expect(refusal({ reason: true }, { outcome: REJECT }, { reason: 'Fraud' })).toBeUndefined()
    expect(refusal({ reason: true }, { outcome: PLAIN_REJECT })).toBeUndefined()
    expect(refusal({ reason: true })).toBeUndefined()
  })

  it.each([
    ['never', [false, false]],
    ['on-failure', [false, true]],
    ['always', [true, true]],
  ] as const)('may be a comment: %s', (comment, [onSuccess, onFailure]) => {
    const fault = {
      code: 'invalid-request',
      errors: [{ pointer: '/comment', message: 'is needed by the policy: say why' }],
    }
    for (const words of [undefined, '  ']) {
      const request = words === undefined ? {} : { comment: words }
      expect(refusal({ comment }, {}, request)).toEqual(onSuccess ? fault : undefined)
      expect(refusal({ comment }, { outcome: REJECT }, request)).toEqual(onFailure ? fault : undefined)
    }
    expect(refusal({ comment }, { outcome: REJECT }, { comment: 'No stock.' })).toBeUndefined()
  })
})
