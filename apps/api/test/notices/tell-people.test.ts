import { describe, expect, it } from 'vitest'
import { cancelApproval } from '../../src/use-cases/cancel-approval.ts'
import { castVote } from '../../src/use-cases/cast-vote.ts'
import { muteApproval } from '../../src/use-cases/notices/mute-approval.ts'
import { snoozeApproval } from '../../src/use-cases/notices/snooze-approval.ts'
import { undoDecision } from '../../src/use-cases/undo-decision.ts'
import { byUser } from '../builders.ts'
import { accepted } from '../support/test-core.ts'
import { HOUR, MINUTE, mailOf, useNoticeWorld } from './notice-world.ts'

const world = useNoticeWorld()

/** Announces, lets the minute of gathering pass, and sends. */
async function tell() {
  await world.work()
  await world.pass(MINUTE)
  await world.work()
}

describe('a new request', () => {
  it('is mailed once, in both parts, to everybody who may decide it and nobody else', async () => {
    const asker = { id: 'usr_marco', name: 'Marco Bianchi' }
    const approval = await world.register({ requestedBy: asker, why: 'Parcel lost.' })
    await tell()
    await tell()
    expect(world.receivers()).toEqual([mailOf('usr_ana'), mailOf('usr_helen')])
    const mail = world.mail.received[0]
    expect(mail?.headers.get('subject')).toBe('Refund EUR 1,240 to order 8812 · due 11:00 UTC')
    for (const part of [mail?.text, mail?.html]) {
      expect(part).toContain('Refund EUR 1,240 to order 8812')
      expect(part).toContain('Parcel lost.')
      expect(part).toContain('You are asked because you are in Payments.')
      expect(part).toContain(`https://countersign.example.com/inbox/${approval.id}`)
    }
  })

  it('carries what mail programs and their robots look for', async () => {
    const approval = await world.register()
    await tell()
    const { headers } = world.mail.received[0] ?? { headers: new Map<string, string>() }
    expect(headers.get('auto-submitted')).toBe('auto-generated')
    expect(headers.get('x-auto-response-suppress')).toBe('All')
    expect(headers.get('list-unsubscribe')).toBe('<https://countersign.example.com/settings>')
    expect(headers.has('list-unsubscribe-post')).toBe(false)
    expect(headers.get('message-id')).toMatch(/^<ntc_[0-9a-z]{36}@countersign\.example\.com>$/)
    expect(headers.get('references')).toBe(`<${approval.id}@countersign.example.com>`)
  })

  it('that comes with others within a minute is one mail with them', async () => {
    for (const title of ['First', 'Second', 'Third']) {
      await world.register({ title })
      await world.work()
      await world.pass(15_000)
    }
    await world.pass(MINUTE)
    await world.work()
    const toAna = world.mail.received.filter(({ to }) => to.includes(mailOf('usr_ana')))
    expect(toAna.map(({ headers }) => headers.get('subject'))).toEqual([
      expect.stringMatching(/^3 approvals wait for you · next due /),
    ])
    for (const title of ['First', 'Second', 'Third']) expect(toAna[0]?.text).toContain(title)
    expect(await world.notices(`status <> 'sent'`)).toEqual([])
  })

  it('that is decided meanwhile is dropped', async () => {
    const { id } = await world.register()
    await world.work()
    await world.decide(id)
    await tell()
    expect(world.receivers()).toEqual([])
    expect((await world.notices(`kind = 'request'`)).every(({ status }) => status === 'dropped')).toBe(true)
  })

  it('is told after all when the decision that dropped it is undone', async () => {
    const { id } = await world.register({ undoSeconds: 60 })
    await world.work()
    await world.pass(50_000)
    const dossier = await world.core.deps.reader.dossier(id)
    accepted(
      await castVote(world.core.deps, {
        principal: byUser('usr_ana'),
        approvalId: id,
        request: { outcome: 'approve', caseDigest: dossier?.approval.caseDigest ?? '', undoSeconds: 300 },
        expectedVersion: null,
      }),
    )
    await world.pass(20_000)
    await world.work()
    expect(world.receivers()).toEqual([])
    accepted(await undoDecision(world.core.deps, { principal: byUser('usr_ana'), approvalId: id }))
    await tell()
    expect(world.receivers()).toContain(mailOf('usr_ana'))
  })
})

describe('an outcome', () => {
  it('is told to who asked, and not to who decided it', async () => {
    const { id } = await world.register({ requestedBy: { id: 'usr_marco', name: 'Marco Bianchi' } })
    await tell()
    world.mail.received.length = 0
    await world.decide(id)
    await tell()
    expect(world.receivers()).toEqual([mailOf('usr_marco')])
    expect(world.mail.received[0]?.headers.get('subject')).toContain('by Ana Lindqvist')
    expect(world.mail.received[0]?.text).toContain('This was decided')
  })

  it('is an end without a decision, too', async () => {
    const { id } = await world.register({ requestedBy: { id: 'usr_marco', name: 'Marco Bianchi' } })
    await tell()
    world.mail.received.length = 0
    accepted(
      await cancelApproval(world.core.deps, {
        principal: byUser('usr_helen', { role: 'admin' }),
        approvalId: id,
        comment: undefined,
        expectedVersion: null,
      }),
    )
    await tell()
    expect(world.receivers()).toEqual([mailOf('usr_marco')])
  })

  it('goes to nobody whose name only looks like the asker', async () => {
    const { id } = await world.register({ requestedBy: { id: mailOf('usr_priya'), name: 'Priya' } })
    await tell()
    world.mail.received.length = 0
    await world.decide(id)
    await tell()
    expect(world.receivers()).toEqual([])
  })
})

describe('a reminder', () => {
  it('comes once, to those who have not decided, when a quarter of the window is left', async () => {
    await world.register({ title: 'Slow one', timeoutSeconds: 4 * 3_600 })
    await tell()
    world.mail.received.length = 0
    await world.pass(2 * HOUR)
    await world.cron('plan-reminders')
    await tell()
    expect(world.receivers()).toEqual([])
    await world.pass(HOUR)
    await world.cron('plan-reminders')
    await tell()
    await world.cron('plan-reminders')
    await tell()
    expect(world.receivers()).toEqual([mailOf('usr_ana'), mailOf('usr_helen'), mailOf('usr_marco')])
    expect(world.mail.received[0]?.headers.get('subject')).toBe('Reminder: Slow one · due 13:00 UTC')
  })

  it('does not come for a window under ten minutes, nor after the decision', async () => {
    await world.register({ timeoutSeconds: 540 })
    const { id } = await world.register()
    await tell()
    await world.decide(id)
    world.mail.received.length = 0
    await world.pass(110 * MINUTE)
    await world.cron('plan-reminders')
    await tell()
    expect(await world.notices(`kind = 'reminder'`)).toEqual([])
  })
})

describe('wishes', () => {
  it('muted means silence about that approval, for that person alone', async () => {
    const { id } = await world.register()
    accepted(await muteApproval(world.core.deps, { principal: byUser('usr_ana'), approvalId: id, muted: true }))
    await tell()
    expect(world.receivers()).toEqual([mailOf('usr_helen'), mailOf('usr_marco')])
  })

  it('snoozed holds the notice until the snooze ends, and then asks again, once', async () => {
    const { id } = await world.register({ timeoutSeconds: 4 * 3_600 })
    const until = new Date(Date.parse('2026-11-23T10:00:00Z'))
    accepted(await snoozeApproval(world.core.deps, { principal: byUser('usr_ana'), approvalId: id, until }))
    await tell()
    expect(world.receivers()).not.toContain(mailOf('usr_ana'))
    await world.pass(HOUR)
    await world.cron('end-snoozes')
    await tell()
    await world.cron('end-snoozes')
    await tell()
    expect(world.receivers().filter((to) => to === mailOf('usr_ana'))).toHaveLength(1)
  })

  it('a snooze never lasts beyond the deadline, and one in the past ends it', async () => {
    const { id, deadline } = await world.register()
    const snooze = (until: Date | 'tomorrow' | null) =>
      snoozeApproval(world.core.deps, { principal: byUser('usr_ana'), approvalId: id, until }).then(accepted)
    expect((await snooze('tomorrow')).watch.snoozedUntil).toEqual(deadline?.at)
    expect((await snooze(new Date('2020-01-01'))).watch.snoozedUntil).toBeNull()
  })

  it('quiet hours hold a notice until they end, across a change of the clock', async () => {
    // Copenhagen leaves summer time on 25 October 2026 at 03:00: the quiet night lasts 12 hours, not 11.
    await world.setClock('2026-10-24T20:00:00.000Z')
    for (const id of ['usr_ana', 'usr_marco', 'usr_helen'])
      await world.prefer(id, { timeZone: 'Europe/Copenhagen', quiet: { from: 21 * 60, until: 8 * 60 } })
    await world.register({ timeoutSeconds: 86_400 })
    await tell()
    const [held] = await world.core.sql<{ due_at: Date }>(`select due_at from notice where user_id = 'usr_ana'`)
    expect(held?.due_at.toISOString()).toBe('2026-10-25T07:00:00.000Z')
    await world.pass(10.5 * HOUR)
    await world.work()
    expect(world.receivers()).toEqual([])
    await world.pass(HOUR)
    await world.work()
    expect(world.receivers(), world.logs.filter((line) => line.includes('"error"')).join('')).toHaveLength(3)
  })

  it('no mail at all is no mail', async () => {
    await world.prefer('usr_ana', { email: 'off' })
    await world.register()
    await tell()
    expect(world.receivers()).not.toContain(mailOf('usr_ana'))
  })
})

describe('the digest', () => {
  it('comes once a day at the person’s hour in their zone, with what waits for them', async () => {
    await world.prefer('usr_ana', { email: 'digest', digestAt: 8 * 60, timeZone: 'America/New_York', quiet: null })
    await world.register({ title: 'Waits for Ana', timeoutSeconds: 3 * 86_400 })
    await world.register({ title: 'Hers', timeoutSeconds: 3 * 86_400, requestedBy: { id: 'usr_ana', name: 'Ana' } })
    await tell()
    world.mail.received.length = 0
    for (const instant of [
      '2026-11-23T12:59:00Z',
      '2026-11-23T13:00:30Z',
      '2026-11-23T13:01:30Z',
      '2026-11-23T22:00:00Z',
    ]) {
      await world.setClock(instant)
      await world.cron('plan-digests')
      await world.work()
    }
    const toAna = world.mail.received.filter(({ to }) => to.includes(mailOf('usr_ana')))
    expect(toAna).toHaveLength(1)
    expect(toAna[0]?.text).toContain('Waits for Ana')
    expect(toAna[0]?.text).not.toContain('Hers')
    await world.setClock('2026-11-24T13:00:30Z')
    await world.cron('plan-digests')
    await world.work()
    expect(world.mail.received.filter(({ to }) => to.includes(mailOf('usr_ana')))).toHaveLength(2)
  })

  it('is not sent when nothing waits', async () => {
    await world.prefer('usr_tomasz', { email: 'digest', digestAt: 10 * 60, quiet: null })
    await world.setClock('2026-11-23T10:00:30Z')
    await world.cron('plan-digests')
    await world.work()
    expect(world.receivers()).toEqual([])
    expect(await world.notices(`kind = 'digest'`)).toMatchObject([{ status: 'dropped', detail: 'nothing waits' }])
  })
})
