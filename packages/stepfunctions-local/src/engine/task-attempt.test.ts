import { expect, it } from 'vitest'
import { createActivities } from './activities.ts'
import { createClock } from './clock.ts'
import { createExecution } from './execution.ts'
import { createTaskAttempt } from './task-attempt.ts'
import { createTokens } from './tokens.ts'

const unused = () => {
  throw new Error('an attempt has no children')
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

/** An open attempt whose journal syncs when it is told to. */
function openAttempt() {
  const clock = createClock(1_000)
  const tokens = createTokens(Buffer.alloc(32))
  let synced = () => {}
  const journal = {
    append() {},
    flush() {},
    sync: () =>
      new Promise<void>((resolve) => {
        synced = resolve
      }),
  }
  const execution = createExecution({
    arn: 'arn:execution',
    name: 'execution',
    machine: {
      arn: 'arn:machine',
      name: 'machine',
      type: 'STANDARD',
      roleArn: 'arn:role',
      definitionText: '{}',
      definition: { QueryLanguage: 'JSONPath', StartAt: 'Ask', States: {} },
      revisionId: 'r',
      updatedAt: 0,
    },
    inputText: '{}',
    startedAt: 1_000,
    seed: 'seed',
    journal,
  })
  const attempt = createTaskAttempt({
    runtime: {
      clock,
      tokens,
      settings: { region: 'us-east-1', account: '123456789012' },
      integrations: { check() {}, call: () => Promise.resolve(null), follow: () => ({ leave() {}, cancel() {} }) },
      children: { find: () => undefined, begin: unused, stop: unused, redrive: unused },
      activities: createActivities(() => Promise.resolve(), []),
    },
    execution,
    life: execution.life,
    stateName: 'Ask',
    path: '/Ask#0/r0a0',
    family: 'Task',
    labels: {},
    limits: { timeoutSeconds: 10 },
    token: 'token',
  })
  attempt.schedule(0, {})
  attempt.start({ beat: true })
  return { attempt, clock, execution, tokens, finishSync: () => synced() }
}

// A2
it('tells neither the caller nor the workflow of an answer before it is durable', async () => {
  const { attempt, tokens, finishSync } = openAttempt()
  const told: string[] = []
  const task = tokens.find('token')
  if (typeof task === 'string') throw new Error('The task is not open')
  void task.answer({ kind: 'succeeded', output: '1' }).then(() => told.push('caller'))
  void attempt.ended.then(() => told.push('workflow'))
  await turn()
  expect(told).toEqual([])
  finishSync()
  await turn()
  expect(told.sort()).toEqual(['caller', 'workflow'])
})

// A1
it('is closed to a timeout and to other answers from the moment an answer came, durable or not', async () => {
  const { attempt, clock, execution, tokens } = openAttempt()
  const task = tokens.find('token')
  if (typeof task === 'string') throw new Error('The task is not open')
  void task.answer({ kind: 'succeeded', output: '1' })
  expect(await task.answer({ kind: 'failed', error: 'Late' })).toBe(false)
  await clock.advance(60_000)
  expect(attempt.end({ kind: 'timedOut', heartbeat: false })).toBe(false)
  expect(execution.history.map(({ type }) => type)).toEqual(['TaskScheduled', 'TaskStarted', 'TaskSucceeded'])
})

it('is closed to answers once its execution has ended', async () => {
  const { attempt, execution, tokens } = openAttempt()
  const task = tokens.find('token')
  if (typeof task === 'string') throw new Error('The task is not open')
  execution.life.end()
  expect(attempt.isOpen()).toBe(false)
  expect(await task.answer({ kind: 'succeeded', output: '1' })).toBe(false)
  expect(tokens.find('token')).toBe('unknown')
})
