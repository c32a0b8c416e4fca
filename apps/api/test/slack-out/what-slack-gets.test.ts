import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Approval } from '../../src/domain/approval.ts'
import { addComment } from '../../src/use-cases/add-comment.ts'
import { castVote } from '../../src/use-cases/cast-vote.ts'
import { aToken, aVote, byUser } from '../builders.ts'
import { ADMIN_TOKEN, GENERAL, RANDOM, SLACK_TEAM } from '../support/slack-stand-in.ts'
import { accepted } from '../support/test-core.ts'
import { useSlackWorld } from './slack-world.ts'

const world = useSlackWorld()
const { core } = world
const ME = 'U000000001'

const canary = (what: string) => `CANARY${what}${randomBytes(8).toString('hex')}`

const decide = async ({ id, caseDigest }: Approval) =>
  accepted(
    await castVote(core.deps, {
      principal: byUser('usr_ana'),
      approvalId: id,
      request: aVote(caseDigest, { undoSeconds: 0 }),
      expectedVersion: null,
    }),
  )
const lookHome = (view: 'mine' | 'team' | 'all') =>
  core.deps.unitOfWork.transaction(async ({ slackInbox, jobs, now }) => {
    await slackInbox.lookHome({ workspaceId: SLACK_TEAM, teamId: SLACK_TEAM, userId: ME }, view, await now())
    await jobs.add({ name: 'slack-home', payload: { workspaceId: SLACK_TEAM, slackUserId: ME } })
  })
const homes = () =>
  world.slack.calls.filter(({ method }) => method === 'views.publish').map(({ fields }) => JSON.stringify(fields.view))

describe('what Slack gets', () => {
  it('is never a token, the payload, the form or a sensitive value, whatever happens to the approval', async () => {
    const secrets = {
      payload: canary('PAYLOAD'),
      field: canary('FIELD'),
      before: canary('BEFORE'),
      after: canary('AFTER'),
      evidence: canary('EVIDENCE'),
      initial: canary('INITIAL'),
      tag: canary('TAG'),
    }
    const taskToken = aToken()
    const shown = canary('SHOWN')
    const approval = await core.register({
      taskToken,
      request: {
        title: 'Pay out a refund',
        why: `Because of ${shown}`,
        case: {
          payload: { card: secrets.payload },
          fields: [{ label: 'IBAN', value: secrets.field, sensitive: true }],
          changes: [{ field: 'iban', from: secrets.before, to: { deep: secrets.after }, sensitive: true }],
          evidence: [{ label: 'Photo', url: `https://files.example.com/${secrets.evidence}` }],
        },
        form: {
          schema: { type: 'object', properties: { iban: { type: 'string' } } },
          initial: { iban: secrets.initial },
        },
        tags: { internal: secrets.tag },
      },
    })
    await world.run()
    accepted(await addComment(core.deps, { principal: byUser('usr_ana'), approvalId: approval.id, text: 'Looking.' }))
    await decide(approval)
    for (let pass = 0; pass < 4; pass += 1) await world.runAfter(3_000)

    const everything = world.slack.calls.map(({ body }) => decodeURIComponent(body.replaceAll('+', ' '))).join('\n')
    // The counter-test: this is where it would be found.
    expect(everything).toContain(shown)
    for (const [what, secret] of Object.entries(secrets))
      expect({ what, leaked: everything.includes(secret) }).toEqual({ what, leaked: false })
    expect(taskToken.reveal().length).toBeGreaterThan(100)
    expect(everything).not.toContain(taskToken.reveal().slice(0, 40))
  })

  it('goes to every workspace that the team has a channel in, each by its own token', async () => {
    await world.connect('T000000002', RANDOM, 'another-token')
    try {
      world.slack.fault = ({ token }) =>
        token === 'another-token'
          ? { kind: 'answer', status: 200, body: { ok: true, channel: RANDOM, ts: '1.000001' } }
          : undefined
      await core.register({ request: { title: 'Refund for two workspaces' } })
      await world.run()
      const posts = world.slack.calls
        .filter(({ method }) => method === 'chat.postMessage')
        .map(({ token, fields }) => [token, fields.channel])
      expect(posts.toSorted()).toEqual([
        ['another-token', RANDOM],
        [ADMIN_TOKEN, GENERAL],
      ])
    } finally {
      await core.sql(`delete from slack_route where workspace_id = 'T000000002'`)
    }
  })
})

describe('App Home', () => {
  it('shows somebody whose account nobody has linked a way to link it, and no approval', async () => {
    await core.register({ request: { title: 'Refund nobody is told of' } })
    await lookHome('all')
    await world.run()
    const [home] = homes()
    expect(home).toContain('Link this account')
    expect(home).not.toContain('nobody is told')
  })

  it('is the queue of the linked person, follows changes while it is open, and is not sent twice', async () => {
    await core.sql('insert into identity (issuer, subject, user_id) values ($1, $2, $3)', [
      `slack:${SLACK_TEAM}`,
      ME,
      'usr_ana',
    ])
    const approval = await core.register({ request: { title: 'Refund Ana waits for' } })
    await core.register({ request: { title: 'Model of another team', team: 'machine-learning' } })
    await lookHome('mine')
    await world.run()
    const mine = homes().at(-1)
    expect(mine).toContain('Refund Ana waits for')
    expect(mine).not.toContain('another team')

    const before = homes().length
    await lookHome('mine')
    await world.run()
    expect(homes()).toHaveLength(before)

    await decide(approval)
    await world.run()
    await world.runAfter(2_000)
    expect(homes().length).toBeGreaterThan(before)
    expect(homes().at(-1)).not.toContain('Refund Ana waits for')
  })
})
