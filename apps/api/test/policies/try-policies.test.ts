import { type Backtest, backtest, simulation } from '@countersign/shared/policy-trials'
import type { ApprovalView } from '@countersign/shared/views'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { register } from '../http/support/registration-body.ts'
import { type Client, startTestApi, type TestApi } from '../http/support/test-api.ts'

let api: TestApi
let admin: Client
let marco: Client
let key: Client
beforeAll(async () => {
  api = await startTestApi()
  admin = await api.signIn('helen')
  marco = await api.signIn('marco')
  key = await api.keyClient()
})
afterAll(() => api.stop())

const simulate = async (policy: object, rest: object = {}) =>
  simulation.parse(
    (
      await admin('POST', '/v1/policies/simulate', {
        body: { policy, case: { team: 'payments', title: 'A case', case: { payload: { amount: 1240 } } }, ...rest },
      })
    ).body,
  )

describe('a simulation', () => {
  it('says which rule would decide by itself, and that nobody is asked', async () => {
    const document = {
      rules: [{ id: 'small', name: 'Small amounts', when: 'payload.amount < 5000.0', decide: 'approve' }],
    }
    const { decision, steps } = await simulate({ document }, { votes: [{ by: 'usr_marco', outcome: 'reject' }] })
    expect(decision).toMatchObject({ outcome: 'approve', kind: 'success' })
    expect(steps).toMatchObject([
      { kind: 'ruled', rule: 'small', sentence: expect.stringContaining('payload.amount < 5000.0 holds') },
      { kind: 'vote', result: 'refused', code: 'already-decided' },
    ])
  })

  it('names who is kept out by their part, in the sentence they would read, and that too few are left', async () => {
    const source =
      'stages:\n  - { id: both, name: Both, require: { votes: 2, from: { people: [usr_marco, usr_helen] } } }\n'
    const { stages, warnings } = await simulate(
      { source },
      { case: { team: 'payments', title: 'A case', authors: [{ id: 'usr_helen', name: 'Helen' }] } },
    )
    expect(stages[0]).toMatchObject({
      needed: expect.stringMatching(/^2 votes of /),
      may: [{ id: 'usr_marco' }],
      barred: [{ id: 'usr_helen', part: 'author', sentence: expect.stringContaining('You wrote') }],
      enough: false,
    })
    expect(warnings).toMatchObject([expect.stringContaining('too few')])
  })

  it('counts business hours, and what happens when the time of the policy is over', async () => {
    const document = {
      stages: [
        { id: 'a', name: 'A', require: { votes: 1 }, escalate: { afterSeconds: 7_200, to: { people: ['usr_helen'] } } },
      ],
      calendar: { timeZone: 'Europe/Oslo' },
      remindAfterSeconds: [3_600],
      expires: { afterSeconds: 604_800, answer: { kind: 'fail', error: 'TooLate' } },
    }
    // A Friday, half an hour before the office closes.
    const { stages, deadline, steps } = await simulate(
      { document },
      { at: '2026-11-20T16:30:00+01:00', votes: [{ by: 'usr_marco', outcome: 'approve', afterSeconds: 700_000 }] },
    )
    expect(stages[0]).toMatchObject({
      escalation: { at: '2026-11-23T09:30:00.000Z', to: expect.any(String) },
      remindAt: ['2026-11-23T08:30:00.000Z'],
    })
    expect(deadline).toMatchObject({ because: 'policy failure', afterwards: expect.stringContaining('TooLate') })
    expect(steps.map(({ kind }) => kind)).toEqual(['escalated', 'expired', 'vote'])
  })

  it('refuses what it cannot know, and names the member', async () => {
    const body = { policy: { document: {} }, case: { title: 'A case' } }
    expect(await admin('POST', '/v1/policies/simulate', { body })).toMatchObject({
      body: { errors: [{ pointer: '/case/team' }] },
    })
    const stranger = {
      ...body,
      case: { ...body.case, team: 'payments' },
      votes: [{ by: 'usr_nobody', outcome: 'approve' }],
    }
    expect(await admin('POST', '/v1/policies/simulate', { body: stranger })).toMatchObject({
      body: { errors: [{ pointer: '/votes/0/by' }] },
    })
    const gone = await admin('POST', '/v1/policies/simulate', { body: { ...body, policy: { name: 'martian' } } })
    expect(gone).toMatchObject({ status: 422, body: { code: 'unknown-policy' } })
  })
})

describe('a backtest', () => {
  const decide = async (approval: ApprovalView, outcome: string) => {
    const reply = await marco('POST', `/v1/approvals/${approval.id}/votes`, {
      body: { outcome, caseDigest: approval.caseDigest, undoSeconds: 0 },
    })
    expect(reply.status).toBe(200)
  }
  const run = async (policy: object, over: object = {}): Promise<Backtest> =>
    backtest.parse((await admin('POST', '/v1/policies/backtest', { body: { policy, over } })).body)

  it('says what the same votes would have done: the same, nothing, or a rule before them; and writes nothing', async () => {
    for (const [amount, outcome] of [
      [10, 'approve'],
      [20, 'reject'],
      [2_000, 'approve'],
    ] as const)
      await decide(
        await register(key, { approval: { title: `Refund ${amount}`, case: { payload: { amount } } } }),
        outcome,
      )
    const before = (await api.sql('select max(seq) from audit_entry')).rows
    expect(await run({ document: {} })).toMatchObject({
      considered: 3,
      complete: true,
      counts: { unchanged: 3 },
      items: [],
    })

    const two = await run({
      document: {
        rules: [{ id: 'small', name: 'Small amounts', when: 'payload.amount <= 15.0', decide: 'approve' }],
        stages: [
          { id: 'team', name: 'Team', require: { votes: 1 } },
          {
            id: 'lead',
            name: 'Lead',
            when: 'payload.amount > 1000.0',
            require: { votes: 1, from: { people: ['usr_helen'] } },
          },
        ],
      },
    })
    expect(two.counts).toEqual({ unchanged: 1, otherwise: 0, 'by-rule': 1, undecided: 1 })
    expect(two.items.map(({ title, kind }) => [title, kind])).toEqual([
      ['Refund 2000', 'undecided'],
      ['Refund 10', 'by-rule'],
    ])
    expect(two.items[0]?.sentence).toMatch(/“Lead” would still want 1 vote of /)

    const nobody = await run({
      document: { stages: [{ id: 'x', name: 'X', require: { votes: 1, from: { people: ['usr_helen'] } } }] },
    })
    expect(nobody.counts.undecided).toBe(3)
    expect(nobody.items[0]?.sentence).toContain('Marco')
    expect((await api.sql('select max(seq) from audit_entry')).rows).toEqual(before)
  })

  it('looks at the newest of a team or a policy, as far as it may, and says when there are more', async () => {
    const some = await run({ document: {} }, { limit: 2, team: 'payments' })
    expect(some).toMatchObject({ considered: 2, complete: false })
    expect(await run({ document: {} }, { team: 'platform' })).toMatchObject({ considered: 0, complete: true })
    expect(
      (await admin('POST', '/v1/policies/backtest', { body: { policy: { document: {} }, over: { days: 91 } } })).status,
    ).toBe(422)
  })
})
