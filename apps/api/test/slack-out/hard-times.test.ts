import { describe, expect, it } from 'vitest'
import type { Approval } from '../../src/domain/approval.ts'
import type { SlackClient } from '../../src/ports/slack-client.ts'
import { castVote } from '../../src/use-cases/cast-vote.ts'
import { updateSlackMessage } from '../../src/use-cases/slack/update-slack-message.ts'
import { undoDecision } from '../../src/use-cases/undo-decision.ts'
import { aVote, byUser } from '../builders.ts'
import { type Fault, GENERAL, SLACK_TEAM, type SlackCall } from '../support/slack-stand-in.ts'
import { accepted } from '../support/test-core.ts'
import { useSlackWorld } from './slack-world.ts'

const world = useSlackWorld()
const { core } = world

let titles = 0
const ask = (): Promise<Approval> => {
  titles += 1
  return core.register({ request: { title: `Refund ${titles} of hard times` } })
}
const about = async ({ title }: Approval) =>
  (await world.slack.messages(GENERAL)).filter(({ blocks }) => JSON.stringify(blocks[0]).includes(`"${title}"`))
const seen = async (approval: Approval) => JSON.stringify((await about(approval)).map(({ blocks }) => blocks))
const decide = async ({ id, caseDigest }: Approval, undoSeconds = 0) =>
  accepted(
    await castVote(core.deps, {
      principal: byUser('usr_ana'),
      approvalId: id,
      request: aVote(caseDigest, { undoSeconds }),
      expectedVersion: null,
    }),
  )
const sent = (method: string) => world.slack.calls.filter((call) => call.method === method)
const failing =
  (fault: Fault) =>
  ({ method }: SlackCall) =>
    method.startsWith('chat.') ? fault : undefined
const keyOf = ({ id }: Approval) => ({ approvalId: id, workspaceId: SLACK_TEAM, channelId: GENERAL })
const rowOf = async ({ id }: Approval) =>
  (await core.sql<Record<string, unknown>>('select * from slack_message where approval_id = $1', [id]))[0]

/** A process that dies as soon as Slack has the message. */
const dyingAfterPost = (slack: SlackClient): SlackClient => ({
  ...slack,
  async post(...message) {
    await slack.post(...message)
    throw new Error('killed')
  },
})

describe('one message an approval and channel', () => {
  it('also when the process dies between posting and writing down', async () => {
    const approval = await ask()
    await core.deps.unitOfWork.transaction(({ slack }) => slack.messages.plan(keyOf(approval), null))
    const { deps } = world
    await expect(updateSlackMessage({ ...deps, slack: dyingAfterPost(deps.slack) }, keyOf(approval))).rejects.toThrow(
      'killed',
    )
    expect(await rowOf(approval)).toMatchObject({ ts: null, posting_since: expect.any(Date) })
    expect(await about(approval)).toHaveLength(1)

    await world.runAfter(3_000)
    await world.runAfter(3_000)
    const [message, ...more] = await about(approval)
    expect(more).toEqual([])
    expect(await rowOf(approval)).toMatchObject({ ts: message?.ts, posting_since: null })
  })

  it('which a service that does not look first would have posted twice', async () => {
    const approval = await ask()
    await core.deps.unitOfWork.transaction(({ slack }) => slack.messages.plan(keyOf(approval), null))
    const { deps } = world
    const blind: SlackClient = { ...deps.slack, findPosted: async () => ({ kind: 'ok', value: null }) }
    const update = async (slack: SlackClient) => {
      await core.database.pool.query('delete from slack_pace')
      await updateSlackMessage({ ...deps, slack }, keyOf(approval))
    }
    await expect(update(dyingAfterPost(blind))).rejects.toThrow('killed')
    await update(blind)
    await update(blind)
    expect(await about(approval)).toHaveLength(2)
  })

  it('also when Slack has posted and its answer is lost', async () => {
    const approval = await ask()
    world.slack.fault = failing({ kind: 'lose-answer' })
    await world.run()
    expect(await about(approval)).toHaveLength(1)
    world.slack.fault = () => undefined
    await decide(approval)
    await world.runAfter(60_000)
    await world.runAfter(3_000)
    await world.runAfter(3_000)
    expect(await about(approval)).toHaveLength(1)
    expect(await seen(approval)).toContain('✓ “Approve” by Ana Lindqvist')
  })
})

describe('while Slack is away', () => {
  it.each<[string, Fault]>([
    ['says 500', { kind: 'answer', status: 500 }],
    ['asks to wait', { kind: 'answer', status: 429, headers: { 'Retry-After': '10' } }],
  ])('for a minute and %s, nothing is sent in vain and what is shown afterwards is right', async (_what, fault) => {
    const open = [await ask(), await ask(), await ask()]
    for (let pass = 0; pass < 4; pass += 1) await world.runAfter(2_000)
    for (const approval of open) expect(await about(approval)).toHaveLength(1)
    world.slack.calls.length = 0
    world.slack.fault = failing(fault)
    for (const approval of open) await decide(approval)
    for (let second = 0; second < 60; second += 6) await world.runAfter(6_000)
    // A workspace that fails waits as one: far fewer calls than messages times seconds.
    expect(world.slack.calls.length).toBeGreaterThan(1)
    expect(world.slack.calls.length).toBeLessThan(30)
    world.slack.fault = () => undefined
    await world.runAfter(31_000)
    for (let pass = 0; pass < 4; pass += 1) await world.runAfter(2_000)
    for (const approval of open) {
      expect(await about(approval)).toHaveLength(1)
      expect(await seen(approval)).toContain('✓ “Approve” by Ana Lindqvist')
      expect(await seen(approval)).not.toContain('countersign:decide')
    }
  })

  it('heeds Retry-After to the second', async () => {
    await ask()
    world.slack.fault = failing({ kind: 'answer', status: 429, headers: { 'Retry-After': '30' } })
    await world.run()
    expect(sent('chat.postMessage')).toHaveLength(1)
    await world.runAfter(25_000)
    expect(sent('chat.postMessage')).toHaveLength(1)
    world.slack.fault = () => undefined
    await world.runAfter(6_000)
    expect(sent('chat.postMessage')).toHaveLength(2)
  })
})

describe('the pace of a channel', () => {
  it('is one post a second, with turns given out in advance', async () => {
    const many = await Promise.all(Array.from({ length: 12 }, () => ask()))
    const from = performance.now()
    await world.run()
    const posted = sent('chat.postMessage').length
    // The run itself may take longer than a second.
    expect(posted).toBeLessThanOrEqual(1 + Math.floor((performance.now() - from) / 1_000))
    const rows = await core.sql<{ turn: Date }>(
      'select turn_at as turn from slack_message where approval_id = any($1) and turn_at is not null order by turn_at',
      [many.map(({ id }) => id)],
    )
    const turns = rows.map(({ turn }) => turn.getTime())
    expect(turns).toHaveLength(12 - posted)
    for (const [index, turn] of turns.entries()) if (index > 0) expect(turn - (turns[index - 1] ?? 0)).toBe(1_000)
    for (let second = 0; second < 12; second += 1) await world.runAfter(1_000)
    for (const approval of many) expect(await about(approval)).toHaveLength(1)
  })

  it('gives many changes in a row one update, of the last state', async () => {
    const approval = await ask()
    await world.run()
    world.slack.calls.length = 0
    for (let round = 0; round < 4; round += 1) {
      await decide(approval, 10)
      accepted(await undoDecision(core.deps, { principal: byUser('usr_ana'), approvalId: approval.id }))
    }
    await decide(approval)
    await world.runAfter(1_100)
    expect(sent('chat.update')).toHaveLength(1)
    expect(await seen(approval)).toContain('✓ “Approve” by Ana Lindqvist')
  })

  it('does not let the news of an end wait behind new questions', async () => {
    const approval = await ask()
    await world.run()
    await Promise.all(Array.from({ length: 8 }, () => ask()))
    await decide(approval)
    await world.runAfter(1_100)
    expect(await seen(approval)).toContain('✓ “Approve” by Ana Lindqvist')
  })
})

describe('what is gone from Slack', () => {
  it('is left alone: a deleted message is not posted again', async () => {
    const approval = await ask()
    await world.run()
    const [message] = await about(approval)
    await world.slack.call('chat.delete', { channel: GENERAL, ts: message?.ts })
    await decide(approval)
    await world.runAfter(1_100)
    await world.runAfter(60_000)
    expect(await about(approval)).toEqual([])
    expect(await rowOf(approval)).toMatchObject({ stopped_because: 'message_not_found' })
  })

  it('is a workspace whose token was revoked: noted once, in the audit log too, and not called again', async () => {
    const approval = await ask()
    world.slack.fault = failing({ kind: 'answer', status: 200, body: { ok: false, error: 'token_revoked' } })
    await world.run()
    await decide(approval)
    await world.runAfter(5_000)
    expect(sent('chat.postMessage')).toHaveLength(1)
    const [workspace] = await core.sql<{ removed_at: Date | null }>('select removed_at from slack_workspace')
    expect(workspace?.removed_at).not.toBeNull()
    const entries = await core.sql(`select 1 from audit_entry where type = 'slack.workspace_removed'`)
    expect(entries).toHaveLength(1)
    await world.connect(SLACK_TEAM, GENERAL)
  })
})
