import { beforeEach, describe, expect, it } from 'vitest'
import type { SlackAnswer, SlackClient, SlackContent, SlackPosted } from '../../src/ports/slack-client.ts'
import { HOUR, MINUTE, mailOf, useNoticeWorld } from './notice-world.ts'

/** The two calls notices make; every other is a mistake. */
const posted: SlackContent[] = []
let answer: SlackAnswer<SlackPosted> = { kind: 'ok', value: { channelId: 'D0ANA', ts: '1.1' } }
const slack = {
  openDirectMessage: async () => ({ kind: 'ok', value: { channelId: 'D0ANA' } }),
  post: async (_workspace: string, { content }: { content: SlackContent }) => {
    if (answer.kind === 'ok') posted.push(content)
    return answer
  },
} as unknown as SlackClient

const world = useNoticeWorld(slack)

async function tell() {
  await world.work()
  await world.pass(MINUTE)
  await world.work()
}

beforeEach(async () => {
  posted.length = 0
  answer = { kind: 'ok', value: { channelId: 'D0ANA', ts: '1.1' } }
  await world.core.sql(`insert into identity (issuer, subject, user_id) values ('slack:T0FJORD', 'U0ANA', 'usr_ana')
    on conflict do nothing`)
})

const messages = () =>
  world.core.sql<{ approval_id: string; channel_id: string; user_id: string }>(
    'select approval_id, channel_id, user_id from slack_message order by approval_id',
  )

describe('a person who linked Slack', () => {
  it('gets a question as the message that follows its approval, and a mail beside it', async () => {
    const { id } = await world.register()
    await tell()
    expect((await messages()).filter(({ approval_id }) => approval_id === id)).toEqual([
      { approval_id: id, channel_id: 'D0ANA', user_id: 'usr_ana' },
    ])
    expect(posted).toEqual([])
    expect(world.receivers()).toContain(mailOf('usr_ana'))
  })

  it('gets a reminder as one line that mentions, links and formats nothing from outside', async () => {
    await world.register({ title: 'Refund <!channel> & <@U1|x> *now*', timeoutSeconds: 4 * 3_600 })
    await tell()
    await world.pass(3 * HOUR)
    await world.cron('plan-reminders')
    await tell()
    expect(posted).toHaveLength(1)
    expect(posted[0]?.text).toBe('Reminder: Refund &lt;!channel&gt; &amp; &lt;@U1|x&gt; *now* · due 13:00 UTC')
    expect(posted[0]?.blocks[0]).toMatchObject({ type: 'section', text: { type: 'plain_text' } })
  })

  it('is told later when Slack asks for patience, once, and not at all when they are gone', async () => {
    await world.prefer('usr_ana', { email: 'off', quiet: null })
    const { id } = await world.register({ requestedBy: { id: 'usr_ana', name: 'Ana' } })
    await tell()
    await world.decide(id, 'usr_marco')
    answer = { kind: 'rate-limited', afterMs: 30_000 }
    await tell()
    expect(posted).toEqual([])
    answer = { kind: 'ok', value: { channelId: 'D0ANA', ts: '1.2' } }
    await world.pass(HOUR)
    await world.work()
    await world.work()
    expect(posted.map(({ text }) => text)).toEqual([expect.stringContaining('Answered: Refund EUR 1,240')])
    answer = { kind: 'gone', what: 'user', error: 'account_inactive' }
    const second = await world.register({ requestedBy: { id: 'usr_ana', name: 'Ana' } })
    await tell()
    await world.decide(second.id, 'usr_marco')
    await tell()
    expect(await world.notices(`status = 'failed'`)).toMatchObject([{ detail: 'Slack: account_inactive' }])
  })

  it('gets nothing there who wants the team’s channel only', async () => {
    await world.prefer('usr_ana', { slack: 'off' })
    const { id } = await world.register()
    await tell()
    expect((await messages()).filter(({ approval_id }) => approval_id === id)).toEqual([])
  })
})
