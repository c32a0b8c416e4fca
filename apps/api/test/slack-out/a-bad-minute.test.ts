import { expect, it } from 'vitest'
import type { Approval } from '../../src/domain/approval.ts'
import { addComment } from '../../src/use-cases/add-comment.ts'
import { cancelApproval } from '../../src/use-cases/cancel-approval.ts'
import { castVote } from '../../src/use-cases/cast-vote.ts'
import { closeGoneApproval } from '../../src/use-cases/close-gone-approval.ts'
import { undoDecision } from '../../src/use-cases/undo-decision.ts'
import { aVote, byKey, byUser } from '../builders.ts'
import { seededRandom } from '../channels/channels-world.ts'
import { silentLog } from '../support/run-jobs.ts'
import { type Fault, GENERAL, type SlackCall } from '../support/slack-stand-in.ts'
import { accepted } from '../support/test-core.ts'
import { useSlackWorld } from './slack-world.ts'

const world = useSlackWorld()
const { core } = world
const ana = byUser('usr_ana')

const MINUTE_S = 60
const STEP_S = 3
/** Of a decision, in real time: Slack's time-out alone is five. */
const DECIDED_WITHIN_MS = 1_000
const random = seededRandom(60)

/** What was posted without a word back: a message, and a reply. */
const lost = new Set<'message' | 'reply'>()

/** Slack asks to wait, fails, or does what it was asked and never says so: the first time in any case. */
function trouble({ method, fields }: SlackCall): Fault | undefined {
  if (!method.startsWith('chat.')) return undefined
  const kind = fields.thread_ts === undefined ? 'message' : 'reply'
  if (method === 'chat.postMessage' && !lost.has(kind)) {
    lost.add(kind)
    return { kind: 'lose-answer' }
  }
  const roll = random()
  if (roll < 0.4)
    return { kind: 'answer', status: 429, headers: { 'Retry-After': String(1 + Math.floor(random() * 8)) } }
  return roll < 0.8 ? { kind: 'answer', status: 500 } : { kind: 'lose-answer' }
}

const took: number[] = []
async function decide(approval: Approval, outcome: 'approve' | 'reject', undoSeconds: number): Promise<void> {
  const began = performance.now()
  const request = aVote(approval.caseDigest, { outcome, undoSeconds })
  const cast = { principal: ana, approvalId: approval.id, request, expectedVersion: null }
  const { decision } = accepted(await castVote(core.deps, cast))
  took.push(performance.now() - began)
  // Nothing but its own wish to be undone holds the answer to the workflow back.
  const [callback] = await core.sql<{ due_at: Date; status: string }>(
    'select due_at, status from callback where decision_id = $1',
    [decision?.id],
  )
  const waits = (callback?.due_at.getTime() ?? 0) - (decision?.decidedAt.getTime() ?? 0)
  expect([callback?.status, waits]).toEqual([undoSeconds === 0 ? 'queued' : 'held', undoSeconds * 1_000])
}
const undo = async ({ id }: Approval) => accepted(await undoDecision(core.deps, { principal: ana, approvalId: id }))
const expire = async (approval: Approval) => {
  const deps = {
    ...core.deps,
    engine: { history: async () => ({ kind: 'unavailable', error: 'no engine' }) as const },
    metrics: { approvalClosed() {} },
    log: silentLog,
  }
  const { executionArn } = approval.source
  const gone = { approvalId: approval.id, attemptId: approval.attempt.id, executionArn }
  expect(await closeGoneApproval(deps, { ...gone, otherwise: 'task_timed_out' })).toMatchObject({ kind: 'closed' })
}

interface Story {
  /** What happens in the bad minute, by the second. */
  readonly at: Readonly<Record<number, (approval: Approval) => Promise<unknown>>>
  /** How the message ends: words that must and words that must not stand there. */
  readonly shows: string
  readonly not: RegExp
}
const OVER = /countersign:(decide|form|undo)/
const OPEN = /by Ana Lindqvist|countersign:undo/

const STORIES: Readonly<Record<string, Story>> = {
  'approved at once': { at: { 6: (it) => decide(it, 'approve', 0) }, shows: '✓ “Approve” by Ana Lindqvist', not: OVER },
  'rejected, and its time to undo passes unseen': {
    at: { 6: (it) => decide(it, 'reject', 10) },
    shows: '✕ “Reject” by Ana Lindqvist',
    not: OVER,
  },
  'approved and undone': {
    at: { 9: (it) => decide(it, 'approve', 10), 15: undo },
    shows: 'countersign:decide:approve',
    not: OPEN,
  },
  'approved, undone, and then rejected': {
    at: { 12: (it) => decide(it, 'approve', 10), 18: undo, 24: (it) => decide(it, 'reject', 0) },
    shows: '✕ “Reject” by Ana Lindqvist',
    not: /“Approve” by|countersign:(decide|form|undo)/,
  },
  'approved in the last second, and to be undone when it is over': {
    at: { 57: (it) => decide(it, 'approve', 300) },
    shows: 'countersign:undo',
    not: /countersign:(decide|form)/,
  },
  'past its deadline': { at: { 30: expire }, shows: 'Expired: ', not: OVER },
  withdrawn: {
    at: {
      33: async ({ id: approvalId }) =>
        accepted(
          await cancelApproval(core.deps, {
            ...{ principal: byKey(), approvalId, expectedVersion: null, comment: undefined },
          }),
        ),
    },
    shows: 'Withdrawn: ',
    not: OVER,
  },
  'talked about': {
    at: {
      36: async ({ id: approvalId }) =>
        accepted(await addComment(core.deps, { principal: ana, approvalId, text: 'Said in the dark' })),
    },
    shows: 'countersign:decide:approve',
    not: OPEN,
  },
  'left alone': { at: {}, shows: 'countersign:decide:approve', not: OPEN },
}

const ask = (title: string) => core.register({ request: { title: `Refund ${title}`, undoSeconds: 300 } })
const about = async ({ title }: Approval) =>
  (await world.slack.messages(GENERAL)).filter(({ blocks }) => JSON.stringify(blocks[0]).includes(`"${title}"`))

it('of 429 and 500 delays no decision, and afterwards each message is there once and says how it stands', async () => {
  const cases = new Map<string, Approval>()
  for (const name of Object.keys(STORIES)) cases.set(name, await ask(name))
  for (let second = 0; second <= cases.size; second += 1) await world.runAfter(1_000)
  for (const approval of cases.values()) expect(await about(approval)).toHaveLength(1)

  world.slack.calls.length = 0
  world.slack.fault = trouble
  let decidedUnseen: Approval | undefined
  for (let second = STEP_S; second <= MINUTE_S; second += STEP_S) {
    for (const [name, { at }] of Object.entries(STORIES)) {
      const approval = cases.get(name)
      if (approval) await at[second]?.(approval)
    }
    if (second === STEP_S) cases.set('asked meanwhile', await ask('asked meanwhile'))
    if (second === 27) {
      decidedUnseen = await ask('asked and answered in the dark')
      await decide(decidedUnseen, 'approve', 0)
    }
    await world.runAfter(STEP_S * 1_000)
  }
  const kinds = new Set(world.slack.calls.map(({ method }) => method))
  expect([...kinds]).toEqual(expect.arrayContaining(['chat.update', 'chat.postMessage']))
  expect([...lost].sort()).toEqual(['message', 'reply'])
  expect(Math.max(...took)).toBeLessThan(DECIDED_WITHIN_MS)
  expect(took).toHaveLength(7)

  world.slack.fault = () => undefined
  await world.runAfter(31_000)
  for (let second = 0; second <= cases.size; second += 1) await world.runAfter(1_500)

  for (const [name, approval] of cases) {
    const { shows, not } = STORIES[name] ?? { shows: 'countersign:decide:approve', not: OPEN }
    const [message, ...more] = await about(approval)
    const seen = JSON.stringify(message?.blocks)
    expect([name, more]).toEqual([name, []])
    expect(seen, name).toContain(shows)
    expect(seen, name).not.toMatch(not)
    const replies = (await world.slack.messages(GENERAL, message?.ts)).slice(1).map(({ text }) => text)
    expect(replies).toEqual(name === 'talked about' ? ['Ana Lindqvist in the inbox: Said in the dark'] : [])
  }
  // Over before anybody could see it: nobody is bothered with it.
  if (decidedUnseen) expect(await about(decidedUnseen)).toEqual([])
  const waiting = await core.sql<{ due: boolean }>(
    `select run_at <= now() as due from graphile_worker.jobs where task_identifier like 'slack-%'`,
  )
  expect(waiting.filter(({ due }) => due)).toEqual([])
})
