import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ANA_IN_SLACK, GENERAL, shownOf } from '../slack-in/slack-in-world.ts'
import { openTrigger, slackButtons, slackPayloads } from '../support/slack-driver.ts'
import { type Ordered, type SagaWorld, startSagaWorld, type Truth } from './saga-world.ts'

/** Marco, who is in the fulfilment team. */
const FULFILMENT = { userId: ANA_IN_SLACK }
const place = { channel_id: GENERAL }

let world: SagaWorld
/** What the mails say in the end. */
const decided: { ordered: Ordered; truth: Truth }[] = []
/** Checked together: what was decided in Slack is held for ten seconds, so that it can be undone. */
const endings: (() => Promise<void>)[] = []

beforeAll(async () => {
  world = await startSagaWorld()
})
afterAll(async () => {
  await world?.closeAll()
})

async function expectEverywhere(ordered: Ordered, truth: Truth): Promise<void> {
  await world.showsEverywhere(ordered, truth)
  decided.push({ ordered, truth })
}

const pressApprove = ({ view }: Ordered) =>
  world.driver.send(
    slackPayloads.press(FULFILMENT, slackButtons.decide({ ...shownOf(view), outcome: 'approve' }), place),
  )

describe('the order saga', { timeout: 60_000 }, () => {
  it('is approved by a button in Slack', async () => {
    const ordered = await world.order()
    await pressApprove(ordered)
    await expectEverywhere(ordered, {
      ...{ status: 'approved', via: 'slack', headline: '“Charge and ship” by Marco Bianchi in Slack' },
    })
    endings.push(async () => {
      const { status, output } = await world.ended(ordered.executionArn)
      expect(status).toBe('SUCCEEDED')
      expect(JSON.parse(String(output)).review).toMatchObject({
        outcome: 'approve',
        decidedBy: [{ id: 'usr_marco', via: 'slack' }],
      })
      await expect.poll(() => world.messageOf(ordered.view.id), { timeout: 5_000 }).toContain('continued')
    })
  })

  it('is rejected by the form in Slack, with reason and comment', async () => {
    const ordered = await world.order()
    const opened = () => world.slack.calls.filter(({ method }) => method === 'views.open')
    const before = opened().length
    const trigger = await openTrigger(world.slack, ANA_IN_SLACK)
    const shown = { ...shownOf(ordered.view), outcome: 'reject' }
    await world.driver.send(slackPayloads.press(FULFILMENT, slackButtons.form(shown), place, trigger))
    await expect.poll(() => opened().length, { timeout: 5_000 }).toBe(before + 1)
    const form = JSON.parse(
      String((opened().at(-1)?.fields.view as { private_metadata?: string } | undefined)?.private_metadata),
    )
    const typed = { reason: { selected_option: { value: 'OutOfStock' } }, comment: { value: 'Shelf 12 is empty' } }
    expect((await world.driver.send(slackPayloads.submit(FULFILMENT, form, typed))).text).toBe('')
    await expectEverywhere(ordered, {
      ...{ status: 'rejected', via: 'slack', headline: '“Reject order” by Marco Bianchi in Slack' },
    })
    expect(await world.messageOf(ordered.view.id)).toContain('Shelf 12 is empty')
    endings.push(async () => {
      const { status, error, cause } = await world.ended(ordered.executionArn)
      expect([status, error]).toEqual(['FAILED', 'OrderFailed'])
      expect(String(cause)).toContain('InsufficientStock')
    })
  })

  it.each([
    ['approve', { outcome: 'approve' }, 'approved', 'Charge and ship', 'SUCCEEDED'],
    ['reject', { outcome: 'reject', reason: 'OutOfStock' }, 'rejected', 'Reject order', 'FAILED'],
  ] as const)('is decided by an external callback (%s)', async (_name, body, status, label, result) => {
    const ordered = await world.order()
    expect(await world.callBack(ordered, body)).toMatchObject({ status: 200, body: { result: 'decided', status } })
    await expectEverywhere(ordered, { status, via: 'callback', headline: `“${label}” by Warehouse through a callback` })
    const ended = await world.ended(ordered.executionArn)
    expect(ended.status).toBe(result)
    if (result === 'FAILED') expect(String(ended.cause)).toContain('InsufficientStock')
  })

  it('is decided in the inbox while the message is open: it says so, and a stale button decides nothing', async () => {
    const ordered = await world.order()
    const { view } = ordered
    const helen = await world.api.signIn('helen')
    const body = { outcome: 'reject', reason: 'SuspectedFraud', caseDigest: view.caseDigest, undoSeconds: 0 }
    expect((await helen('POST', `/v1/approvals/${view.id}/votes`, { body })).status).toBe(200)
    await expectEverywhere(ordered, { status: 'rejected', via: 'web', headline: '“Reject order” by Helen Weiss' })

    await pressApprove(ordered)
    await expect
      .poll(() => world.told(ANA_IN_SLACK).at(-1), { timeout: 5_000 })
      .toMatch(/Helen Weiss decided “Reject order” (just now|\d+ s ago). Your answer was not recorded./)
    expect((await world.ended(ordered.executionArn)).status).toBe('FAILED')
  })

  it('goes through or is compensated as Slack has answered, once that can no longer be undone', async () => {
    expect(endings).toHaveLength(2)
    await Promise.all(endings.map((check) => check()))
  })

  it('is told to whoever asked by mail, once the mails of a minute are gathered, in the same words', async () => {
    await world.workAfter(61_000)
    expect(decided).toHaveLength(5)
    for (const { ordered, truth } of decided)
      await expect.poll(() => world.mailAbout(ordered), { timeout: 5_000 }).toContain(truth.headline)
  })
})
