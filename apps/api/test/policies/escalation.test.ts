import { teamId } from '@countersign/shared/ids'
import { describe, expect, it } from 'vitest'
import { presentApproval } from '../../src/present/present-approval.ts'
import { requestApproval } from '../../src/use-cases/request-approval.ts'
import { aRegistration, byUser } from '../builders.ts'
import { HOUR, MINUTE } from '../notices/notice-world.ts'
import { accepted, refusal } from '../support/test-core.ts'
import { usePolicyWorld } from './policy-world.ts'

const world = usePolicyWorld()
const payments = { teams: [teamId.parse('payments')] }
const platform = { teams: [teamId.parse('platform')] }
const escalating = (afterSeconds = 3_600) => ({
  stages: [{ id: 'money', name: 'Money', require: { votes: 1 }, escalate: { afterSeconds, to: platform } }],
})

describe('a stage that waits too long', () => {
  it('asks the next ones too, once, and tells them and nobody else', async () => {
    const { id } = await world.ask(await world.policy(escalating()))
    await world.work()
    expect((await world.find(id)).approval.escalated).toEqual([])
    await world.pass(HOUR)
    await world.work()
    await world.pass(MINUTE)
    await world.work()
    const { approval } = await world.find(id)
    expect(approval.escalated).toEqual(['money'])
    expect(approval.standing.asked.map((each) => each.id)).toEqual(['payments', 'platform'])
    expect(await world.told(id, 'escalation')).toEqual(['usr_dana', 'usr_helen'])
    const [entry, ...others] = await world.entries(id, 'approval.escalated')
    expect(others).toEqual([])
    expect(entry).toMatchObject({ actor: { id: 'countersign' }, data: { stage: 'money', because: 'time' } })
    expect(accepted(await world.vote(id, 'usr_dana')).decision?.outcome).toBe('approve')
  })

  it('shows when it is escalated, and that it was', async () => {
    const { id } = await world.ask(await world.policy(escalating()))
    const viewer = { principal: byUser('usr_ana'), now: new Date(), publicUrl: 'https://countersign.example.com' }
    const before = presentApproval(await world.find(id), viewer).stages[0]
    expect(before?.escalation).toMatchObject({ done: false, at: expect.stringMatching(/^2026-11-23T10:00/) })
    await world.pass(HOUR)
    await world.work()
    expect(presentApproval(await world.find(id), viewer).stages[0]?.escalation).toMatchObject({ done: true })
  })

  it('is left alone when it was decided in time', async () => {
    const { id } = await world.ask(await world.policy(escalating()))
    accepted(await world.vote(id, 'usr_ana'))
    await world.pass(HOUR)
    await world.work()
    expect(await world.entries(id, 'approval.escalated')).toEqual([])
  })

  it('lets none of those who had a part decide it: an escalation widens who is asked, not who may', async () => {
    const policy = await world.policy(escalating())
    const { id } = await world.ask(policy, { requestedBy: { id: 'usr_dana', name: 'Dana' } })
    await world.pass(HOUR)
    await world.work()
    expect(refusal(await world.vote(id, 'usr_dana'))).toMatchObject({ rule: 'separation-of-duties' })
    expect(await world.told(id, 'escalation')).toEqual(['usr_helen'])
  })

  it('counts its time from when it began, not from the registration', async () => {
    const stages = [
      { id: 'money', name: 'Money', require: { votes: 1, from: payments } },
      {
        id: 'risk',
        name: 'Risk',
        require: { votes: 1, from: payments },
        escalate: { afterSeconds: 3_600, to: platform },
      },
    ]
    const { id } = await world.ask(await world.policy({ stages }))
    await world.pass(2 * HOUR)
    await world.work()
    accepted(await world.vote(id, 'usr_ana'))
    await world.work()
    expect(await world.entries(id, 'approval.escalated')).toEqual([])
    await world.pass(HOUR)
    await world.work()
    expect(await world.entries(id, 'approval.escalated')).toMatchObject([{ data: { stage: 'risk' } }])
  })
})

describe('a stage that nobody could complete', () => {
  it('is escalated at once, when whoever may vote is too few from the start', async () => {
    const stages = [{ ...escalating().stages[0], require: { votes: 4, from: payments } }]
    const { id } = await world.ask(await world.policy({ stages: stages as never }))
    await world.work()
    expect(await world.entries(id, 'approval.escalated')).toMatchObject([{ data: { because: 'nobody-left' } }])
  })

  it('is escalated as soon as a vote or an exclusion leaves too few', async () => {
    const people = { people: ['usr_ana', 'usr_helen'] as never }
    const stages = [
      {
        id: 'money',
        name: 'Money',
        require: { votes: 2, from: people },
        reject: { votes: 2 },
        escalate: { afterSeconds: 3_600, to: platform },
      },
    ]
    const { id } = await world.ask(await world.policy({ stages }))
    await world.work()
    expect(await world.entries(id, 'approval.escalated')).toEqual([])
    accepted(await world.vote(id, 'usr_ana', { outcome: 'reject', reason: undefined as never }))
    await world.work()
    const [entry] = await world.entries(id, 'approval.escalated')
    expect(entry?.data.sentence).toBe(
      'Of Ana Lindqvist or Helen Weiss nobody is left who could complete the stage “Money”.',
    )
  })

  it('is found by the hourly look when somebody left the team meanwhile', async () => {
    const { id } = await world.ask(await world.policy(escalating()))
    await world.work()
    await world.core.sql(`update app_user set disabled_at = now() where id in ('usr_ana', 'usr_marco', 'usr_helen')`)
    try {
      await world.cron('tend-stages')
      await world.work()
      expect(await world.entries(id, 'approval.escalated')).toMatchObject([{ data: { because: 'nobody-left' } }])
    } finally {
      await world.core.sql(`update app_user set disabled_at = null`)
    }
  })
})

describe('reminders of a policy', () => {
  it('go to those asked who have not voted, at their times, within business hours', async () => {
    const document = {
      stages: [{ id: 'money', name: 'Money', require: { votes: 2, from: payments } }],
      remindAfterSeconds: [1_800],
      calendar: { timeZone: 'UTC', from: '10:00' },
    }
    const { id } = await world.ask(await world.policy(document))
    accepted(await world.vote(id, 'usr_ana'))
    await world.pass(HOUR)
    await world.work()
    expect(await world.told(id, 'reminder')).toEqual([])
    await world.pass(HOUR / 2)
    await world.work()
    expect(await world.told(id, 'reminder')).toEqual(['usr_helen', 'usr_marco'])
  })

  it('and escalations that could never come in time are refused at registration, with the remedy', async () => {
    const document = { ...escalating(7_200), remindAfterSeconds: [7_200] }
    const registration = world.registration(await world.policy(document), { timeoutSeconds: 7_200 })
    const result = await requestApproval(world.core.deps, aRegistration(registration))
    expect(refusal(result)).toMatchObject({
      code: 'invalid-request',
      errors: [
        { pointer: '/approval/policy', message: expect.stringContaining('The escalation of the stage “Money”') },
        { pointer: '/approval/policy', message: expect.stringContaining('Raise the timeout of the task') },
      ],
    })
  })

  it('that business hours alone push behind the deadline are left out with a warning', async () => {
    const document = { ...escalating(1_800), calendar: { timeZone: 'UTC', from: '12:00' } }
    const registration = world.registration(await world.policy(document), { timeoutSeconds: 7_200 })
    const result = accepted(await requestApproval(world.core.deps, aRegistration(registration)))
    expect(result.warnings).toMatchObject([{ code: 'timer-left-out' }])
  })
})

describe('the people of a later stage', () => {
  it('are told when it begins, and not before', async () => {
    const stages = [
      { id: 'money', name: 'Money', require: { votes: 1, from: payments } },
      { id: 'platform', name: 'Platform', require: { votes: 1, from: { people: ['usr_dana'] as never } } },
    ]
    const { id } = await world.ask(await world.policy({ stages }))
    await world.work()
    expect(await world.told(id, 'request')).toEqual(['usr_ana', 'usr_helen', 'usr_marco'])
    accepted(await world.vote(id, 'usr_ana'))
    await world.work()
    expect(await world.told(id, 'request')).toEqual(['usr_ana', 'usr_dana', 'usr_helen', 'usr_marco'])
  })
})
