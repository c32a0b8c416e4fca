import { describe, expect, it } from 'vitest'
import { slackButtons, slackPayloads } from '../support/slack-driver.ts'
import { ANA_IN_SLACK, GENERAL, MARCO_IN_SLACK, SLACK_TEAM, shownOf, useSlackInWorld } from './slack-in-world.ts'

const the = useSlackInWorld()
const ana = { userId: ANA_IN_SLACK }
const marco = { userId: MARCO_IN_SLACK }

/** An approval with its message in the channel. */
async function posted() {
  const view = await the.world.register()
  await the.world.workAfter(2_000)
  const { rows } = await the.world.api.sql('select ts from slack_message where approval_id = $1', [view.id])
  return { view, thread: { channelId: GENERAL, ts: String(rows[0]?.ts) } }
}

describe('a thread and the comments', () => {
  it('are one conversation, in which nothing is said twice', async () => {
    const { world } = the
    const { view, thread } = await posted()
    const reply = slackPayloads.reply(ana, thread, 'Is <https://shop.example|the shop> &lt;closed&gt;, <@U123|bo>?')
    await world.driver.send(reply)
    await world.driver.send(reply, 1)
    await (await world.api.signIn('marco'))('POST', `/v1/approvals/${view.id}/comments`, { body: { text: 'Yes.' } })
    await world.workAfter(2_000)
    await world.workAfter(2_000)
    const { comments } = await world.read(view.id)
    expect(comments.map(({ by, via, text }) => [by.id, via, text])).toEqual(
      expect.arrayContaining([
        ['usr_ana', 'slack', 'Is the shop (https://shop.example) <closed>, @bo?'],
        ['usr_marco', 'web', 'Yes.'],
      ]),
    )
    expect(comments).toHaveLength(2)
    const inThread = await world.slack.messages(GENERAL, thread.ts)
    expect(inThread.filter(({ text }) => text.includes('Yes.'))).toHaveLength(1)
    // What was said in Slack stands there already.
    expect(JSON.stringify(inThread)).not.toContain('the shop (')
  })

  it('take no edits, deletions, bots, other threads or words outside one', async () => {
    const { world } = the
    const { view, thread } = await posted()
    const said = (more: object) => world.driver.send(slackPayloads.reply(ana, thread, 'Not a comment', more))
    await said({ subtype: 'message_changed' })
    await said({ subtype: 'message_deleted' })
    await said({ subtype: 'bot_message', bot_id: 'B1' })
    await said({ bot_id: 'B1' })
    await said({ thread_ts: '1.2' })
    await said({ thread_ts: undefined })
    await said({ text: ' ' })
    await world.work()
    expect((await world.read(view.id)).comments).toEqual([])
  })

  it('do not record the words of somebody who has not linked their account', async () => {
    const { world } = the
    const { view, thread } = await posted()
    await world.driver.send(slackPayloads.reply({ userId: 'U00NOBODY2' }, thread, 'Approve it!'))
    await world.work()
    expect((await world.read(view.id)).comments).toEqual([])
    expect(world.told('U00NOBODY2').at(-1)).toContain('Link it in your settings')
    const { rows } = await world.api.sql(`select response from received_message where result = 'refused'`)
    expect(JSON.stringify(rows)).not.toContain('Approve it!')
  })

  it('keep a comment once when the answer to its writer fails after it', async () => {
    const { world } = the
    const { view, thread } = await posted()
    await world.driver.send(slackPayloads.reply(marco, thread, 'Once'))
    const { rows } = await world.api.sql(
      `select j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
       where t.identifier = 'slack-action'`,
    )
    await world.work()
    // A worker that was killed after its transaction: the job runs a second time.
    await world.api.sql(`select graphile_worker.add_job('slack-action', $1::json)`, [JSON.stringify(rows[0]?.payload)])
    await world.work()
    expect((await world.read(view.id)).comments.map(({ text }) => text)).toEqual(['Once'])
  })
})

describe('App Home', () => {
  it('shows who looks at it their own queue, and the view they choose', async () => {
    const { world } = the
    const { view } = await posted()
    await world.driver.send(slackPayloads.event({ type: 'app_home_opened', user: ANA_IN_SLACK, tab: 'home' }))
    await world.work()
    const published = () => world.slack.calls.filter(({ method }) => method === 'views.publish')
    expect(JSON.stringify(published().at(-1)?.fields)).toContain(view.id)

    await world.driver.send(slackPayloads.press(ana, slackButtons.home('all'), null))
    await world.work()
    const { rows } = await world.api.sql('select workspace_id, slack_user_id, view from slack_home')
    expect(rows).toEqual([{ workspace_id: SLACK_TEAM, slack_user_id: ANA_IN_SLACK, view: 'all' }])
  })

  it('loses what was decided in Slack', async () => {
    const { world } = the
    const { view } = await posted()
    await world.driver.send(slackPayloads.event({ type: 'app_home_opened', user: ANA_IN_SLACK, tab: 'home' }))
    await world.work()
    await world.driver.send(
      slackPayloads.press(ana, slackButtons.decide({ ...shownOf(view), outcome: 'approve' }), null),
    )
    await world.workAfter(2_000)
    const homes = world.slack.calls.filter(({ method }) => method === 'views.publish')
    expect(JSON.stringify(homes.at(-1)?.fields)).not.toContain(view.id)
  })
})

describe('the slash command', () => {
  const ask = async (text: string) => (await the.world.driver.send(slackPayloads.command(ana, text))).text

  it('answers in the ack, to nobody else', async () => {
    const view = await the.world.register({ title: 'Refund of the zeppelin' })
    const mine = await ask('mine')
    expect(JSON.parse(mine)).toMatchObject({ response_type: 'ephemeral' })
    expect(mine).toContain(view.id)
    expect(await ask('  SEARCH   zeppelin ')).toContain(view.id)
    expect(await ask('search submarine')).not.toContain(view.id)
    for (const unclear of ['', 'help', 'search', 'approve all']) expect(await ask(unclear)).toContain('search words')
  })

  it('finds nothing that the person may not see', async () => {
    const view = await the.world.register({ title: 'Deploy the airship', team: 'platform' })
    expect(await ask('search airship')).not.toContain(view.id)
  })
})
