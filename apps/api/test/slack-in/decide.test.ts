import { describe, expect, it } from 'vitest'
import { openTrigger, slackButtons, slackPayloads } from '../support/slack-driver.ts'
import { ANA_IN_SLACK, GENERAL, MARCO_IN_SLACK, SLACK_TEAM, shownOf, useSlackInWorld } from './slack-in-world.ts'

const the = useSlackInWorld()
const ana = { userId: ANA_IN_SLACK }
const marco = { userId: MARCO_IN_SLACK }
const place = { channel_id: GENERAL }

describe('deciding in Slack', () => {
  it('is stored before the ack, done by the worker, and held for ten seconds', async () => {
    const { world } = the
    const view = await world.register()
    const press = slackPayloads.press(ana, slackButtons.decide({ ...shownOf(view), outcome: 'approve' }), place)
    expect(await world.driver.send(press)).toMatchObject({ status: 200, text: '' })
    // Killed here, nothing is lost: what was pressed waits as a job.
    expect((await world.read(view.id)).status).toBe('pending')

    await world.work()
    const decided = await world.read(view.id)
    expect(decided.status).toBe('approved')
    expect(decided.decision?.decidedBy).toEqual([{ id: 'usr_ana', name: 'Ana Lindqvist', via: 'slack' }])
    expect(Date.parse(String(decided.decision?.undoUntil)) - Date.parse(String(decided.decision?.decidedAt))).toBe(
      10_000,
    )
    expect(world.told(ANA_IN_SLACK)).toEqual([])
  })

  it('tells who came second who was first, and when', async () => {
    const { world } = the
    const view = await world.register()
    const reply = await (await world.api.signIn('marco'))('POST', `/v1/approvals/${view.id}/votes`, {
      body: { outcome: 'reject', caseDigest: view.caseDigest },
    })
    expect(reply.status).toBe(200)
    await world.driver.send(
      slackPayloads.press(ana, slackButtons.decide({ ...shownOf(view), outcome: 'approve' }), place),
    )
    await world.work()
    expect(world.told(ANA_IN_SLACK).at(-1)).toContain(
      'Marco Bianchi decided “Reject” just now. Your answer was not recorded.',
    )
    expect(await world.votes(view.id)).toEqual([{ user_id: 'usr_marco', outcome: 'reject', via: 'web' }])
  })

  it('of high risk is refused by its rule, whatever was pressed', async () => {
    const { world } = the
    const view = await world.register({ risk: 'high' })
    await world.driver.send(
      slackPayloads.press(ana, slackButtons.decide({ ...shownOf(view), outcome: 'approve' }), place),
    )
    await world.work()
    expect(world.told(ANA_IN_SLACK).at(-1)).toContain('High risk is decided in the inbox')
    const { rows } = await world.api.sql(
      `select leaf::jsonb -> 'data' ->> 'rule' as rule from audit_entry where approval_id = $1 and type = 'security.denied'`,
      [view.id],
    )
    expect(rows).toEqual([{ rule: 'chat-not-allowed' }])
    expect(await world.votes(view.id)).toEqual([])
  })

  it('by who asked is refused, also when they asked under their Slack name', async () => {
    const { world } = the
    for (const id of ['usr_ana', ANA_IN_SLACK, `slack:${SLACK_TEAM}|${ANA_IN_SLACK}`, ANA_IN_SLACK.toLowerCase()]) {
      const view = await world.register({ requestedBy: { id, name: 'Somebody' } })
      await world.driver.send(
        slackPayloads.press(ana, slackButtons.decide({ ...shownOf(view), outcome: 'approve' }), place),
      )
      await world.work()
      expect(world.told(ANA_IN_SLACK).at(-1)).toContain('You asked for this approval')
      expect(await world.votes(view.id)).toEqual([])
    }
  })

  it('of another case than was shown is refused', async () => {
    const { world } = the
    const view = await world.register()
    const shown = { ...shownOf(view), caseDigest: `sha256:${'0'.repeat(64)}`, outcome: 'approve' }
    await world.driver.send(slackPayloads.press(ana, slackButtons.decide(shown), place))
    await world.work()
    expect(world.told(ANA_IN_SLACK).at(-1)).toContain('The case is not the one you saw.')
    expect(await world.votes(view.id)).toEqual([])
  })
})

describe('undoing in Slack', () => {
  it('takes the decision back, and a second press of it is answered quietly', async () => {
    const { world } = the
    const view = await world.register()
    const shown = shownOf(view)
    const before = world.told(ANA_IN_SLACK).length
    await world.driver.send(slackPayloads.press(ana, slackButtons.decide({ ...shown, outcome: 'approve' }), place))
    await world.driver.send(slackPayloads.press(ana, slackButtons.undo(shown), place))
    await world.driver.send(slackPayloads.press(ana, slackButtons.undo(shown), place))
    await world.work()
    expect((await world.read(view.id)).status).toBe('pending')
    expect(world.told(ANA_IN_SLACK)).toHaveLength(before)
  })

  it('is refused to others', async () => {
    const { world } = the
    const view = await world.register()
    await world.driver.send(
      slackPayloads.press(ana, slackButtons.decide({ ...shownOf(view), outcome: 'approve' }), place),
    )
    await world.driver.send(slackPayloads.press(marco, slackButtons.undo(shownOf(view)), place))
    await world.work()
    expect((await world.read(view.id)).status).toBe('approved')
    expect(world.told(MARCO_IN_SLACK).at(-1)).toContain('Only whose vote decided may undo the decision.')
  })
})

describe('the form of an answer', () => {
  const outcomes = [
    { id: 'approve', kind: 'success', label: 'Approve refund' },
    {
      id: 'reject',
      kind: 'failure',
      label: 'Reject',
      error: 'RefundRejected',
      reasons: [{ id: 'OutOfStock', label: 'Out of stock', error: 'InsufficientStock' }],
    },
  ]
  const reason = { selected_option: { value: 'OutOfStock' } }

  it('opens, is refused without a reason, and rejects with reason and comment', async () => {
    const { world } = the
    const view = await world.register({ outcomes })
    const shown = { ...shownOf(view), outcome: 'reject' }
    const trigger = await openTrigger(world.slack, ANA_IN_SLACK)
    await world.driver.send(slackPayloads.press(ana, slackButtons.form(shown), place, trigger))
    await expect.poll(() => world.slack.calls.filter(({ method }) => method === 'views.open').length).toBe(1)
    const opened = world.slack.calls.find(({ method }) => method === 'views.open')?.fields.view as {
      private_metadata: string
    }
    const metadata = JSON.parse(opened.private_metadata)

    const comment = { value: 'The shelf is empty.' }
    expect((await world.driver.send(slackPayloads.submit(ana, metadata, { comment }))).body).toEqual({
      response_action: 'errors',
      errors: { reason: 'Pick a reason.' },
    })
    expect((await world.driver.send(slackPayloads.submit(ana, metadata, { reason, comment }))).text).toBe('')
    await world.work()
    const decided = await world.read(view.id)
    expect(decided.decision).toMatchObject({
      outcome: 'reject',
      error: 'InsufficientStock',
      comment: 'The shelf is empty.',
    })
  })

  it('that is sent too late stays open with what was typed, and says who decided', async () => {
    const { world } = the
    const view = await world.register({ outcomes })
    await (await world.api.signIn('marco'))('POST', `/v1/approvals/${view.id}/votes`, {
      body: { outcome: 'approve', caseDigest: view.caseDigest },
    })
    const metadata = { ...shownOf(view), outcome: 'reject', from: null }
    const sent = await world.driver.send(slackPayloads.submit(ana, metadata, { reason, comment: { value: 'No.' } }))
    expect(sent.body).toEqual({
      response_action: 'errors',
      errors: { comment: 'Marco Bianchi decided “Approve refund” just now. Your answer was not recorded.' },
    })
  })

  it('keeps the comment of who loses between the form and the worker', async () => {
    const { world } = the
    const view = await world.register({ outcomes })
    const metadata = { ...shownOf(view), outcome: 'reject', from: { channelId: GENERAL, ts: '1.1' } }
    await world.driver.send(
      slackPayloads.submit(ana, metadata, { reason, comment: { value: 'Ask <!channel> again.' } }),
    )
    await (await world.api.signIn('marco'))('POST', `/v1/approvals/${view.id}/votes`, {
      body: { outcome: 'approve', caseDigest: view.caseDigest },
    })
    await world.work()
    const told = world.told(ANA_IN_SLACK).at(-1)
    expect(told).toContain('Marco Bianchi decided “Approve refund”')
    expect(told).toContain('You wrote: Ask <!channel> again.')
    expect(told).not.toContain('"mrkdwn"')
  })

  it('says beside a field what is wrong with it, and decides with what was typed', async () => {
    const { world } = the
    const schema = {
      type: 'object',
      properties: { amount: { type: 'number', maximum: 100 }, note: { type: 'string' } },
      required: ['amount'],
    }
    const view = await world.register({ form: { schema, initial: { amount: 50, note: '' } } })
    const metadata = { ...shownOf(view), outcome: 'approve', from: null }
    const sent = await world.driver.send(slackPayloads.submit(ana, metadata, { 'field:amount': { value: '500' } }))
    expect(sent.body).toMatchObject({
      response_action: 'errors',
      errors: { 'field:amount': expect.stringContaining('100') },
    })
    await world.driver.send(slackPayloads.submit(ana, metadata, { 'field:amount': { value: '75' } }))
    await world.work()
    expect((await world.read(view.id)).decision?.input).toMatchObject({ amount: 75 })
  })
})

describe('snooze and mute in Slack', () => {
  it('are the wish of who pressed', async () => {
    const { world } = the
    const view = await world.register()
    await world.driver.send(slackPayloads.press(ana, slackButtons.more('mute', view.id), place))
    await world.driver.send(slackPayloads.press(ana, slackButtons.more('snooze-hour', view.id), place))
    await world.work()
    const { rows } = await world.api.sql(
      'select user_id, muted_at is not null as muted from approval_watch where approval_id = $1',
      [view.id],
    )
    expect(rows).toEqual([{ user_id: 'usr_ana', muted: true }])
    expect(world.told(ANA_IN_SLACK).at(-2)).toContain('Muted')
    expect(world.told(ANA_IN_SLACK).at(-1)).toContain('Snoozed for you until')
  })
})
