import { expect, it } from 'vitest'
import { TaskToken } from '../../domain/task-token.ts'
import type { TokenOutcome, WorkflowEngine } from '../../ports/workflow-engine.ts'
import { OWN_QUOTA, type Quotas, withQuota } from './with-quota.ts'

const token = new TaskToken('t')
const HERE = 'arn:aws:states:eu-central-1:111111111111:execution:m:x'
const THERE = 'arn:aws:states:us-east-1:111111111111:execution:m:x'
const body = { kind: 'success', output: '{}' } as const

/** An engine that takes everything, and a clock whose timers fire at once and move it on. */
function paced(
  sendPerSecond: Quotas['sendPerSecond'],
  outcome: TokenOutcome = { kind: 'accepted', requestId: null },
  { atOnce = false } = {},
) {
  const calls = { answer: 0, heartbeat: 0, history: 0 }
  let nowMs = 0
  const engine: WorkflowEngine = {
    answer: async () => {
      calls.answer += 1
      return outcome
    },
    heartbeat: async () => {
      calls.heartbeat += 1
      return outcome
    },
    describe: async () => ({ kind: 'unavailable', error: '' }),
    history: async () => {
      calls.history += 1
      return { kind: 'read', value: { events: [], nextToken: null } }
    },
  }
  const clock = {
    monotonicMs: () => nowMs,
    after(ms: number, run: () => void) {
      // Calls made at once wait beside each other: time goes on after the last of them.
      if (!atOnce) nowMs += ms
      run()
      return () => undefined
    },
  }
  const advance = (ms: number) => {
    nowMs += ms
  }
  return { calls, advance, clock, engine: withQuota(engine, clock, { sendPerSecond }) }
}

it('lets no more heartbeats pass than the bucket holds, and says when to come back', async () => {
  const { engine, calls, advance } = paced(10)
  const outcomes = []
  for (let at = 0; at < 60; at += 1) outcomes.push(await engine.heartbeat(HERE, token))
  expect(calls.heartbeat).toBe(50)
  expect(outcomes.at(-1)).toEqual({ kind: 'retryLater', error: OWN_QUOTA, afterMs: 100, requestId: null })
  advance(1_000)
  for (let at = 0; at < 60; at += 1) await engine.heartbeat(HERE, token)
  expect(calls.heartbeat).toBe(60)
})

it('never lets decisions starve behind heartbeats, nor one region behind another', async () => {
  const { engine } = paced(10)
  for (let at = 0; at < 60; at += 1) await engine.heartbeat(HERE, token)
  expect((await engine.answer(HERE, token, body)).kind).toBe('accepted')
  expect((await engine.heartbeat(THERE, token)).kind).toBe('accepted')
})

it('lets a decision wait for its turn for up to a second', async () => {
  const { engine, calls } = paced(10)
  for (let at = 0; at < 55; at += 1) expect((await engine.answer(HERE, token, body)).kind).toBe('accepted')
  expect(calls.answer).toBe(55)
})

it('takes a throttled reply as news that others have emptied the bucket', async () => {
  const { engine, calls } = paced(10, {
    kind: 'retryLater',
    error: 'ThrottlingException',
    afterMs: null,
    requestId: null,
  })
  await engine.heartbeat(HERE, token)
  expect(await engine.heartbeat(HERE, token)).toMatchObject({ error: OWN_QUOTA })
  expect(calls.heartbeat).toBe(1)
})

it('reads histories at half of their quota at most', async () => {
  const { engine, calls } = paced(400)
  const kinds = []
  for (let at = 0; at < 300; at += 1) kinds.push((await engine.history(HERE)).kind)
  // 200 at once, then 10 a second: each waited for its tenth of a second.
  expect(calls.history).toBe(300)
  expect(new Set(kinds)).toEqual(new Set(['read']))
})

it('gives all eight judgements of a worker their turn when the burst is used up', async () => {
  const { engine } = paced(10, undefined, { atOnce: true })
  const kinds = await Promise.all(Array.from({ length: 216 }, async () => (await engine.history(HERE)).kind))
  expect(kinds.slice(200, 208)).toEqual(Array.from({ length: 8 }, () => 'read'))
  expect(kinds.at(-1)).toBe('unavailable')
})

it('gives each account the rate of its own, and a new one counts at once', async () => {
  const rates = new Map([['111111111111', 10]])
  const { engine, calls, advance } = paced((account) => rates.get(account) ?? 2)
  const OTHER = HERE.replace('111111111111', '222222222222')
  for (let at = 0; at < 60; at += 1) await engine.heartbeat(HERE, token)
  expect(calls.heartbeat).toBe(50)
  for (let at = 0; at < 60; at += 1) await engine.heartbeat(OTHER, token)
  expect(calls.heartbeat).toBe(50 + 10)
  rates.set('222222222222', 20)
  advance(1_000)
  for (let at = 0; at < 60; at += 1) await engine.heartbeat(OTHER, token)
  expect(calls.heartbeat).toBe(60 + 20)
})

it('is not troubled by an STS that throttles: that says nothing about Step Functions', async () => {
  const { engine, calls } = paced(10, {
    kind: 'retryLater',
    error: 'AssumeRole:ThrottlingException',
    afterMs: 100,
    requestId: null,
  })
  for (let at = 0; at < 3; at += 1) await engine.heartbeat(HERE, token)
  expect(calls.heartbeat).toBe(3)
})

it('leaves places to the others when the beats of one region hang, and takes nothing from one that is alone', async () => {
  const { clock, engine: answering } = paced(1_000)
  let hung = 0
  const engine = withQuota(
    {
      ...answering,
      heartbeat: (arn, each) => {
        if (arn !== HERE) return answering.heartbeat(arn, each)
        hung += 1
        return new Promise(() => undefined)
      },
    },
    clock,
    { sendPerSecond: 1_000 },
  )
  for (let at = 0; at < 25; at += 1) void engine.heartbeat(HERE, token)
  await new Promise(setImmediate)
  expect(hung).toBe(25)
  expect((await engine.heartbeat(THERE, token)).kind).toBe('accepted')
  expect(await engine.heartbeat(HERE, token)).toMatchObject({ kind: 'retryLater', error: OWN_QUOTA, afterMs: 250 })
  expect(hung).toBe(25)
  for (let at = 0; at < 100; at += 1) expect((await engine.heartbeat(THERE, token)).kind).toBe('accepted')
})
