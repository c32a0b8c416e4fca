import type { policyDocument } from '@countersign/shared/policy-document'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { sampleApproval, sampleUser } from '../approval.sample.ts'
import type { User } from '../principal.ts'
import { findSeat, type SeatFacts } from './find-seat.ts'

const WAREHOUSE = `int_${'0'.repeat(36)}`
const POLICY: z.input<typeof policyDocument> = {
  stages: [
    { id: 'first', name: 'First', require: { votes: 1 } },
    {
      id: 'second',
      name: 'Second',
      require: {
        all: [
          { votes: 1, from: { teams: ['finance'], people: ['usr_dee'] } },
          { votes: 1, from: { integrations: [WAREHOUSE] } },
        ],
      },
      escalate: { afterSeconds: 60, to: { teams: ['board'] } },
    },
  ],
}
const user = (id: string, teams: readonly string[] = [], facts: Partial<User> = {}): User =>
  sampleUser({ id: id as never, name: id, email: null, identities: [], teams: teams as never, ...facts })
const approval = sampleApproval({ policy: POLICY, requesterMayDecide: true })
const inSecond: SeatFacts = { ...approval, standing: { ...approval.standing, stage: 'second', asked: [] } }
const had = (...names: string[]) => ({ ...approval, exclusions: [{ part: 'author' as const, names }] })
const seat = (who: User, facts: SeatFacts = approval, wanted: string | null = null) =>
  findSeat({ user: who, integration: null }, facts, wanted)

describe('the seat of a voter', () => {
  it('is theirs by team, by name, or as an outside system', () => {
    expect(seat(user('usr_ana', ['payments']))).toEqual({
      kind: 'seat',
      stage: 'first',
      seats: ['first'],
      onBehalfOf: null,
    })
    expect(seat(user('usr_cy', ['finance']), inSecond)).toMatchObject({ stage: 'second', seats: ['second/0'] })
    expect(seat(user('usr_dee'), inSecond)).toMatchObject({ seats: ['second/0'] })
    const robot = { user: user('usr_robot'), integration: WAREHOUSE }
    expect(findSeat(robot, inSecond)).toMatchObject({ seats: ['second/1'] })
    expect(findSeat({ ...robot, integration: 'int_other' }, inSecond)).toMatchObject({ rule: 'team' })
  })

  it('is none outside of the stage that waits, and the sentence says which one does', () => {
    expect(seat(user('usr_dee'))).toMatchObject({
      rule: 'stage-order',
      sentence: 'The stage “First” comes first and waits for Payments; yours is “Second”.',
    })
    expect(seat(user('usr_ana', ['payments']), inSecond)).toMatchObject({
      rule: 'stage-order',
      sentence: 'Your stage “First” is decided; “Second” waits.',
    })
    expect(seat(user('usr_out'))).toMatchObject({
      rule: 'team',
      sentence: `Only Payments, finance, usr_dee, ${WAREHOUSE} or board may decide this approval.`,
    })
    const nowhere = { ...approval, standing: { ...approval.standing, stage: 'gone' } }
    expect(seat(user('usr_ana', ['payments']), nowhere)).toMatchObject({ rule: 'team' })
  })

  it('opens to others when the stage is escalated', () => {
    const eve = user('usr_eve', ['board'])
    expect(seat(eve, inSecond)).toMatchObject({ kind: 'no-seat' })
    expect(seat(eve, { ...inSecond, escalated: ['second'] })).toMatchObject({ seats: ['second/0', 'second/1'] })
  })

  it('is nobody’s who had a part in the case, whatever their seat', () => {
    const result = seat(user('usr_ana', ['payments']), had('usr_ana'))
    expect(result).toMatchObject({
      rule: 'separation-of-duties',
      sentence: 'You wrote what is to be approved, so somebody else has to decide it.',
    })
  })
})

describe('standing in for somebody', () => {
  const ana = user('usr_ana', ['payments'])
  const bo = user('usr_bo', ['payments'])
  const lou = user('usr_lou', [], { standsInFor: [ana] })

  it('takes their seat and names them', () => {
    expect(seat(lou)).toEqual({
      kind: 'seat',
      stage: 'first',
      seats: ['first'],
      onBehalfOf: { id: 'usr_ana', name: 'usr_ana' },
    })
    expect(seat(lou, approval, 'usr_ana')).toMatchObject({ onBehalfOf: { id: 'usr_ana' } })
  })

  it('is not asked of those who have a seat of their own, unless they say for whom', () => {
    const both = user('usr_max', ['payments'], { standsInFor: [ana] })
    expect(seat(both)).toMatchObject({ onBehalfOf: null })
    expect(seat(both, approval, 'usr_ana')).toMatchObject({ onBehalfOf: { id: 'usr_ana' } })
    expect(seat(both, approval, 'usr_bo')).toMatchObject({ rule: 'delegation' })
  })

  it('is no way around having had a part: not theirs, and not one’s own', () => {
    expect(seat(lou, had('usr_ana'))).toMatchObject({
      rule: 'separation-of-duties',
      sentence: 'You stand in for usr_ana, who wrote what is to be approved, so somebody else has to decide it.',
    })
    expect(seat(lou, had('usr_lou'))).toMatchObject({
      rule: 'separation-of-duties',
      sentence: 'You wrote what is to be approved, so somebody else has to decide it.',
    })
  })

  it('goes on to the next one whose seat may be taken', () => {
    const two = user('usr_lou', [], { standsInFor: [ana, bo] })
    expect(seat(two, had('usr_ana'))).toMatchObject({ onBehalfOf: { id: 'usr_bo' } })
    expect(seat(two, had('usr_ana'), 'usr_ana')).toMatchObject({ rule: 'separation-of-duties' })
  })

  it('gives nothing that the absent person does not have', () => {
    const of = (absent: User) => seat(user('usr_lou', [], { standsInFor: [absent] }))
    expect(of(user('usr_out'))).toMatchObject({ rule: 'team' })
    expect(of({ ...ana, disabled: true })).toMatchObject({ rule: 'team' })
    expect(of({ ...ana, role: 'auditor' })).toMatchObject({ rule: 'team' })
    expect(of(user('usr_dee'))).toMatchObject({ kind: 'no-seat' })
  })

  it('is passed on to nobody', () => {
    const second = user('usr_out', [], { standsInFor: [lou] })
    expect(seat(second)).toMatchObject({ rule: 'team' })
  })

  it('never widens what the two of them may (property)', () => {
    const teams = fc.subarray(['payments', 'finance', 'board'])
    fc.assert(
      fc.property(teams, teams, fc.subarray(['usr_a', 'usr_b']), fc.boolean(), (own, theirs, names, late) => {
        const facts: SeatFacts = { ...(late ? inSecond : approval), exclusions: [{ part: 'author', names }] }
        const absent = user('usr_b', theirs)
        const result = seat(user('usr_a', own, { standsInFor: [absent] }), facts)
        if (result.kind !== 'seat') return
        expect(names).not.toContain('usr_a')
        const holder = result.onBehalfOf ? absent : user('usr_a', own)
        expect(names).not.toContain(holder.id)
        expect(seat(holder, facts)).toMatchObject({ kind: 'seat', seats: result.seats, onBehalfOf: null })
      }),
    )
  })
})
