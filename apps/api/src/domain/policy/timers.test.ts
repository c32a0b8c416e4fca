import { describe, expect, it } from 'vitest'
import { NOW, type SampleFacts, sampleApproval } from '../approval.sample.ts'
import { addSeconds, NO_TIMEOUT_SECONDS } from '../deadline.ts'
import { judgeTimers, timersOf } from './timers.ts'

const HOUR = 3_600
const stage = (facts: object = {}) => ({ id: 'a', name: 'Lead', require: { votes: 1 }, ...facts })
const to = { people: ['usr_bo' as never] }
const approvalOf = (policy: NonNullable<SampleFacts['policy']>, timeoutSeconds?: number, facts: SampleFacts = {}) =>
  sampleApproval({ ...facts, policy, request: timeoutSeconds === undefined ? {} : { timeoutSeconds } })
const timers = (policy: NonNullable<SampleFacts['policy']>, timeoutSeconds?: number, begins = NOW) => {
  const approval = approvalOf(policy, timeoutSeconds)
  return timersOf(approval, approval.plan.stages[0], begins)
}
const judge = (policy: NonNullable<SampleFacts['policy']>, timeoutSeconds?: number, begins = NOW) =>
  judgeTimers(approvalOf(policy, timeoutSeconds), begins)
const refusal = (...messages: readonly string[]) => ({
  kind: 'refused',
  refusal: {
    code: 'invalid-request',
    errors: messages.map((message) => ({ pointer: '/approval/policy', message })),
  },
})

const ESCALATES = { stages: [stage({ escalate: { afterSeconds: HOUR, to } })], remindAfterSeconds: [600, 2 * HOUR] }
/** NOW is a Saturday at nine. */
const OFFICE = { calendar: { timeZone: 'UTC' } }

describe('what time does to a stage', () => {
  it('is its escalation and its reminders, from when it begins', () => {
    const begins = addSeconds(NOW, 30)
    expect(timers(ESCALATES, undefined, begins)).toEqual([
      { kind: 'escalate', number: 0, dueAt: addSeconds(begins, HOUR) },
      { kind: 'remind', number: 0, dueAt: addSeconds(begins, 600) },
      { kind: 'remind', number: 1, dueAt: addSeconds(begins, 2 * HOUR) },
    ])
    expect(timers({})).toEqual([])
  })

  it('counts the hours of the calendar', () => {
    expect(timers({ ...ESCALATES, ...OFFICE, remindAfterSeconds: [] })).toEqual([
      { kind: 'escalate', number: 0, dueAt: new Date('2026-11-23T10:00:00Z') },
    ])
  })

  it('leaves out what would come at the deadline or after it, the one of the task or of the policy', () => {
    const kinds = (timeoutSeconds: number) => timers(ESCALATES, timeoutSeconds).map(({ dueAt }) => dueAt)
    expect(kinds(HOUR)).toEqual([addSeconds(NOW, 600)])
    expect(kinds(HOUR + 1)).toEqual([addSeconds(NOW, HOUR), addSeconds(NOW, 600)])
    const expires = { afterSeconds: HOUR, answer: { kind: 'time-out' as const } }
    expect(timers({ ...ESCALATES, expires }).map(({ kind }) => kind)).toEqual(['remind'])
  })

  it('is not shortened by a heartbeat of an outside system, which moves its deadline along', () => {
    const request = { heartbeatMode: 'external' as const, heartbeatSeconds: 60 }
    const approval = sampleApproval({ policy: ESCALATES, request })
    expect(timersOf(approval, approval.plan.stages[0], NOW)).toHaveLength(3)
  })

  it('knows when the task began before it was registered', () => {
    const source = { enteredTime: '2026-11-21T08:30:00.000Z' }
    const approval = approvalOf(ESCALATES, HOUR + 1, { source })
    expect(timersOf(approval, approval.plan.stages[0], NOW).map(({ kind }) => kind)).toEqual(['remind'])
  })
})

describe('a timer that can never come', () => {
  const tooLate = (what: string, after: number, window: number) =>
    `${what} comes after ${after} seconds, but the task waits for ${window} seconds only. Raise the timeout of the task, or lower it in the policy`

  it('is an error, in any stage, that names each', () => {
    const two = {
      ...ESCALATES,
      stages: [stage(), stage({ id: 'b', name: 'Boss', escalate: { afterSeconds: HOUR, to } })],
    }
    expect(judge(two, HOUR)).toEqual(
      refusal(
        tooLate('Reminder 2 of the stage “Lead”', 2 * HOUR, HOUR),
        tooLate('The escalation of the stage “Boss”', HOUR, HOUR),
        tooLate('Reminder 2 of the stage “Boss”', 2 * HOUR, HOUR),
      ),
    )
    expect(judge({ remindAfterSeconds: [600] }, 600)).toMatchObject({ kind: 'refused' })
    expect(judge({ remindAfterSeconds: [600] }, 601)).toEqual([])
  })

  it('is one for the policy’s own time as well, and the shorter of the two counts', () => {
    const expires = (afterSeconds: number) => ({ expires: { afterSeconds, answer: { kind: 'time-out' as const } } })
    const reminds = { remindAfterSeconds: [600] }
    const late = (window: number) => refusal(tooLate('Reminder 1 of the stage “Decision”', 600, window))
    expect(judge({ ...reminds, ...expires(600) })).toEqual(late(600))
    expect(judge({ ...reminds, ...expires(300) }, HOUR)).toEqual(late(300))
    expect(judge({ ...reminds, ...expires(HOUR) }, 300)).toEqual(late(300))
  })

  it('is none where the task waits for as long as it takes', () => {
    expect(judge(ESCALATES)).toEqual([])
    const longest = { remindAfterSeconds: [31_622_400] }
    expect(judge(longest, NO_TIMEOUT_SECONDS)).toEqual([])
  })
})

describe('a timer that comes too late only this time', () => {
  const leftOut = (what: string) =>
    `${what} would come at or after the deadline, because of the policy's business hours or because the task has waited already; it is left out.`

  it('is left out with a warning: business hours put it off', () => {
    const policy = { ...ESCALATES, ...OFFICE, remindAfterSeconds: [600] }
    expect(judge(policy, 2 * HOUR)).toEqual([
      leftOut('The escalation of the stage “Lead”'),
      leftOut('Reminder 1 of the stage “Lead”'),
    ])
    expect(judge(policy, 7 * 24 * HOUR)).toEqual([])
  })

  it('or the task has waited already; each is told from the others', () => {
    expect(judge(ESCALATES, 2 * HOUR + 1, addSeconds(NOW, 60))).toEqual([leftOut('Reminder 2 of the stage “Lead”')])
    expect(judge(ESCALATES, 2 * HOUR + 1, addSeconds(NOW, HOUR + 2))).toEqual([
      leftOut('The escalation of the stage “Lead”'),
      leftOut('Reminder 2 of the stage “Lead”'),
    ])
  })
})
