import { describe, expect, it } from 'vitest'
import type { Approval } from '../../src/domain/approval.ts'
import { addComment } from '../../src/use-cases/add-comment.ts'
import { cancelApproval } from '../../src/use-cases/cancel-approval.ts'
import { castVote } from '../../src/use-cases/cast-vote.ts'
import { undoDecision } from '../../src/use-cases/undo-decision.ts'
import { aVote, byKey, byUser } from '../builders.ts'
import { GENERAL, type SlackMessage } from '../support/slack-stand-in.ts'
import { accepted } from '../support/test-core.ts'
import { useSlackWorld } from './slack-world.ts'

const world = useSlackWorld()
const { core } = world

let titles = 0
const ask = (request: NonNullable<Parameters<typeof core.register>[0]>['request'] = {}): Promise<Approval> => {
  titles += 1
  return core.register({ request: { title: `Refund ${titles} to order ${8800 + titles}`, ...request } })
}
const about = async ({ title }: { title: string }): Promise<readonly SlackMessage[]> =>
  (await world.slack.messages(GENERAL)).filter(({ blocks }) => JSON.stringify(blocks[0]).includes(`"${title}"`))
const only = async (approval: Approval): Promise<SlackMessage & { readonly seen: string }> => {
  const [message, ...more] = await about(approval)
  if (!message || more.length > 0)
    throw new Error(`${more.length + (message ? 1 : 0)} messages about ${approval.title}`)
  return { ...message, seen: JSON.stringify(message.blocks) }
}
const decide = async (approval: Approval, outcome = 'approve', more: object = {}, seconds = 0) =>
  accepted(
    await castVote(core.deps, {
      principal: byUser('usr_ana'),
      approvalId: approval.id,
      request: aVote(approval.caseDigest, { outcome, undoSeconds: seconds, ...more }),
      expectedVersion: null,
    }),
  )

describe('a message in the team’s channel', () => {
  it('asks with buttons, and says who decided when it is decided anywhere', async () => {
    const approval = await ask({ why: 'Parcel lost, **carrier** confirmed.' })
    await world.run()
    const asked = await only(approval)
    expect(asked.seen).toContain('countersign:decide:approve')
    expect(asked.seen).toContain('countersign:form:reject')
    expect(asked.seen).toContain('Parcel lost, **carrier** confirmed.')
    expect(asked.text).toContain(approval.title)

    await decide(approval, 'approve', { comment: 'within policy' })
    await world.runAfter(1_100)
    const decided = await only(approval)
    expect(decided.ts).toBe(asked.ts)
    expect(decided.seen).not.toContain('countersign:decide')
    expect(decided.seen).not.toContain('countersign:form')
    expect(decided.seen).toMatch(/✓ “Approve” by Ana Lindqvist/)
    expect(decided.seen).toContain('within policy')
    expect(decided.seen).toContain('Waiting to be sent to Step Functions.')
    expect(decided.text).toContain('“Approve” by Ana Lindqvist')
  })

  it('offers Undo while it lasts, asks again after it, and loses it when its time is over', async () => {
    const approval = await ask()
    await world.run()
    await decide(approval, 'approve', {}, 10)
    await world.runAfter(1_100)
    expect((await only(approval)).seen).toContain('countersign:undo')

    accepted(await undoDecision(core.deps, { principal: byUser('usr_ana'), approvalId: approval.id }))
    await world.runAfter(1_100)
    const reopened = await only(approval)
    expect(reopened.seen).toContain('countersign:decide:approve')
    expect(reopened.seen).not.toContain('countersign:undo')

    await decide(approval, 'approve', {}, 10)
    await world.runAfter(1_100)
    expect((await only(approval)).seen).toContain('countersign:undo')
    await world.runAfter(10_000)
    expect((await only(approval)).seen).not.toContain('countersign:undo')
  })

  it('says that the requester withdrew it, and takes the buttons away', async () => {
    const approval = await ask()
    await world.run()
    accepted(
      await cancelApproval(core.deps, {
        principal: byKey(),
        approvalId: approval.id,
        expectedVersion: null,
        comment: undefined,
      }),
    )
    await world.runAfter(1_100)
    const { seen } = await only(approval)
    expect(seen).toContain('Withdrawn: ')
    expect(seen).not.toContain('countersign:decide')
  })

  it('has no buttons that decide for what is high risk', async () => {
    const approval = await ask({ risk: 'high' })
    await world.run()
    const { seen } = await only(approval)
    expect(seen).not.toContain('countersign:decide')
    expect(seen).not.toContain('countersign:form')
    expect(seen).toContain('countersign:open')
  })

  it('is not posted for what was over before it could be', async () => {
    const approval = await ask()
    await decide(approval)
    await world.run()
    expect(await about(approval)).toEqual([])
  })

  it('carries comments made elsewhere as replies, each once', async () => {
    const approval = await ask()
    await world.run()
    const { ts } = await only(approval)
    const principal = byUser('usr_ana')
    accepted(
      await addComment(core.deps, { principal, approvalId: approval.id, text: 'Did <!channel> ask the carrier?' }),
    )
    await world.runAfter(3_000)
    await world.runAfter(3_000)
    const replies = (await world.slack.messages(GENERAL, ts)).slice(1)
    expect(replies).toHaveLength(1)
    expect(replies[0]?.text).toBe('Ana Lindqvist in the inbox: Did &lt;!channel&gt; ask the carrier?')
  })
})
