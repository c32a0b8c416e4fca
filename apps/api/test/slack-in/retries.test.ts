import { describe, expect, it } from 'vitest'
import { runDueJobs } from '../../src/adapters/jobs/job-runner.ts'
import type { JobHandlers } from '../../src/ports/jobs.ts'
import { wireChannels } from '../../src/wiring/wire-channels.ts'
import { seededRandom } from '../channels/channels-world.ts'
import { letJobsAge, silentLog } from '../support/run-jobs.ts'
import { type SlackPayload, slackButtons, slackPayloads } from '../support/slack-driver.ts'
import { ANA_IN_SLACK, GENERAL, shownOf, useSlackInWorld } from './slack-in-world.ts'

const the = useSlackInWorld()
const ana = { userId: ANA_IN_SLACK }
const random = seededRandom(4_711)

const CASES = 20
const SENDS = 1_000
const AT_A_TIME = 20
/** What one person did to one case, each under its own name: two clicks or two forms, and something said in the thread. */
const OCCURRENCES = 3
/** The deeds of a worker that dies: before it began, and after its work was committed. */
type Death = 'before' | 'after'

interface Waiting {
  readonly id: string
  readonly deeds: readonly SlackPayload[]
  readonly expected: { readonly outcome: string; readonly comment: string | null }
}

/** Half are pressed, half are filled in; every one has a message of its own in the channel. */
async function ask(index: number): Promise<Waiting> {
  const { world } = the
  const view = await world.register({ title: `Refund ${index} that is pressed often` })
  await world.workAfter(1_100)
  const { rows } = await world.api.sql('select ts from slack_message where approval_id = $1', [view.id])
  const thread = { channelId: GENERAL, ts: String(rows[0]?.ts) }
  const said = slackPayloads.reply(ana, thread, `What is ${view.id}?`)
  const place = { channel_id: GENERAL }
  if (index % 2 === 0) {
    const click = () => slackPayloads.press(ana, slackButtons.decide({ ...shownOf(view), outcome: 'approve' }), place)
    return { id: view.id, deeds: [click(), click(), said], expected: { outcome: 'approve', comment: null } }
  }
  const form = { ...shownOf(view), outcome: 'reject', from: { channelId: GENERAL, ts: thread.ts } }
  const send = () => slackPayloads.submit(ana, form, { comment: { value: 'Not this one.' } })
  return { id: view.id, deeds: [send(), send(), said], expected: { outcome: 'reject', comment: 'Not this one.' } }
}

/** All of them, in an order of its own, as many at a time as Slack might. */
async function sendAll(
  payloads: readonly SlackPayload[],
  retry: (index: number) => number | undefined,
): Promise<number> {
  const shuffled = payloads.map((payload) => ({ payload, at: random() })).sort((a, b) => a.at - b.at)
  for (let from = 0; from < shuffled.length; from += AT_A_TIME) {
    const sent = await Promise.all(
      shuffled
        .slice(from, from + AT_A_TIME)
        .map(({ payload }, index) => the.world.driver.send(payload, retry(from + index))),
    )
    for (const { status, text } of sent) expect([status, text]).toEqual([200, ''])
  }
  return shuffled.length
}

/** One pass of a worker that dies of each deed once. */
async function workDying(death: Death): Promise<number> {
  const { parts } = the.world
  const { handlers } = wireChannels(parts)
  const died = new Set<string>()
  const dying: JobHandlers = {
    ...handlers,
    'slack-action': async (job) => {
      if (died.has(job.messageId)) return
      died.add(job.messageId)
      if (death === 'after') await handlers['slack-action'](job)
      throw new Error('killed')
    },
  }
  await runDueJobs({ pool: parts.database.pool, log: silentLog }, dying)
  return died.size
}

const jobsWaiting = async (): Promise<number> => {
  const { rows } = await the.world.api.sql(
    `select count(*)::int as waiting from graphile_worker.jobs where task_identifier = 'slack-action'`,
  )
  return rows[0]?.waiting
}

/** What has come of it, by the tables and by the audit log. */
async function effectsOn(id: string) {
  const { rows } = await the.world.api.sql(
    `select
       (select json_agg(json_build_array(v.user_id, v.outcome, v.comment, v.via)) from vote v where v.approval_id = $1) as votes,
       (select count(*)::int from decision d where d.approval_id = $1) as decisions,
       (select count(*)::int from callback c where c.approval_id = $1) as answers,
       (select json_agg(json_build_array(c.text, c.via)) from comment c where c.approval_id = $1) as comments,
       (select json_object_agg(type, times) from (
         select type, count(*)::int as times from audit_entry where approval_id = $1 group by type) as e) as audited`,
    [id],
  )
  return rows[0]
}

describe('the same again', () => {
  it(`${SENDS} times, by retries and double clicks at once, around dying workers, has one effect each`, async () => {
    const { world } = the
    const cases: Waiting[] = []
    for (let index = 0; index < CASES; index += 1) cases.push(await ask(index))
    const deeds = cases.flatMap((each) => each.deeds)
    let sends = 0

    // Acknowledged, and then nobody is there to do it: Slack asks again, and people press again.
    for (let wave = 0; wave < 5; wave += 1)
      sends += await sendAll(deeds, (index) => (wave + index === 0 ? undefined : 1 + (index % 3)))
    expect(await jobsWaiting()).toBe(CASES * OCCURRENCES)
    for (const { id } of cases) expect((await effectsOn(id)).votes).toBeNull()

    expect(await workDying('before')).toBe(CASES * OCCURRENCES)
    sends += await sendAll(deeds, () => 2)
    await letJobsAge(world.parts.database, 60_000)
    expect(await workDying('after')).toBe(CASES * OCCURRENCES)
    sends += await sendAll(deeds, () => 3)

    // Once more while the work is done, and after it.
    await letJobsAge(world.parts.database, 60_000)
    const working = world.work()
    for (let wave = 0; wave < 9; wave += 1) sends += await sendAll(deeds, (index) => 1 + (index % 3))
    await working
    await letJobsAge(world.parts.database, 60_000)
    while (sends < SENDS) sends += await sendAll(deeds.slice(0, SENDS - sends), () => 3)
    await world.work()
    expect([sends, await jobsWaiting()]).toEqual([SENDS, 0])

    for (const { id, expected } of cases) {
      const { outcome, comment } = expected
      expect(await effectsOn(id)).toEqual({
        votes: [['usr_ana', outcome, comment, 'slack']],
        decisions: 1,
        answers: 1,
        comments: [[`What is ${id}?`, 'slack']],
        audited: { 'approval.requested': 1, 'approval.voted': 1, 'approval.decided': 1, 'approval.commented': 1 },
      })
    }
    // Nobody is told off for a double click, nor told twice.
    expect(world.told(ANA_IN_SLACK)).toEqual([])
  })

  it('after it was undone does not decide again', async () => {
    const { world } = the
    const view = await world.register()
    const place = { channel_id: GENERAL }
    const shown = shownOf(view)
    const press = slackPayloads.press(ana, slackButtons.decide({ ...shown, outcome: 'approve' }), place)
    const undo = () => slackPayloads.press(ana, slackButtons.undo(shown), place)
    const undos = [undo(), undo()]
    await world.driver.send(press)
    await world.work()
    await sendAll([press, ...undos, press, ...undos, press], () => 1)
    await world.work()
    await sendAll([press, ...undos, press, ...undos, press], () => 2)
    await world.work()
    expect((await world.read(view.id)).status).toBe('pending')
    expect((await effectsOn(view.id)).audited).toEqual({
      ...{ 'approval.requested': 1, 'approval.voted': 1, 'approval.decided': 1, 'approval.undone': 1 },
    })
    expect(world.told(ANA_IN_SLACK)).toEqual([])
  })
})
