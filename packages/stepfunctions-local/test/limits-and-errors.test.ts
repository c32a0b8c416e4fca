import { GetExecutionHistoryCommand, SendTaskSuccessCommand } from '@aws-sdk/client-sfn'
import { expect, it } from 'vitest'
import { askByQueue, queue } from './definitions.ts'
import { outline, startLocalEngine } from './local-engine.ts'

// [OBS 2026-08-29] ExecutionTimedOut: States.Timeout, previousEventId 0, stopDate = startDate + TimeoutSeconds exactly
// [REC 10-03-2024] DescribeExecution: TIMED_OUT with neither error nor cause
it('times a whole execution out on the dot', async () => {
  const { engine, sfn, start, tokens, describe, history } = await startLocalEngine({ handlers: queue, clock: 'manual' })
  const arn = await start({ ...askByQueue(), TimeoutSeconds: 30 })
  const [taskToken] = await tokens(arn)
  await engine.controls.clock.advance(31_000)
  const { startDate, stopDate, status, error, cause } = await describe(arn)
  expect({ status, error, cause }).toEqual({ status: 'TIMED_OUT', error: undefined, cause: undefined })
  expect(Number(stopDate) - Number(startDate)).toBe(30_000)
  const events = await history(arn)
  expect(outline(events).at(-1)).toBe('6←0 ExecutionTimedOut')
  expect(events.at(-1)?.executionTimedOutEventDetails).toEqual({ error: 'States.Timeout' })
  await expect(sfn.send(new SendTaskSuccessCommand({ taskToken, output: '1' }))).rejects.toMatchObject({
    name: 'TaskTimedOut',
  })
})

// [OBS 2026-08-29] event 25,000 is ExecutionFailed States.Runtime
it('ends an execution with the 25,000th event', async () => {
  const { start, finish, sfn } = await startLocalEngine()
  const arn = await start({
    StartAt: 'Ping',
    States: {
      Ping: { Type: 'Pass', Next: 'Pong' },
      Pong: { Type: 'Choice', Choices: [{ Variable: '$.stop', IsPresent: true, Next: 'Stop' }], Default: 'Ping' },
      Stop: { Type: 'Succeed' },
    },
  })
  expect(await finish(arn)).toMatchObject({
    status: 'FAILED',
    error: 'States.Runtime',
    cause: 'The execution reached the maximum number of history events (25000).',
  })
  const { events } = await sfn.send(
    new GetExecutionHistoryCommand({ executionArn: arn, reverseOrder: true, maxResults: 1 }),
  )
  expect(events?.[0]).toMatchObject({ id: 25_000, type: 'ExecutionFailed' })
})

// [REC 02-01-2025] a TimeoutSecondsPath without a result
it('fails on a TimeoutSecondsPath that leads nowhere, which nothing catches', async () => {
  const { start, finish } = await startLocalEngine({ handlers: queue })
  const { Ask } = askByQueue({
    extra: { TimeoutSecondsPath: '$.NoSuchTimeoutSecondsPath', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'task' }] },
  }).States
  const arn = await start({ StartAt: 'task', States: { task: Ask } })
  expect(await finish(arn)).toMatchObject({
    error: 'States.Runtime',
    cause:
      "An error occurred while executing the state 'task' (entered at the event id #2). Invalid path '$.NoSuchTimeoutSecondsPath' : No results for path: $['NoSuchTimeoutSecondsPath']",
  })
})

it('takes timeout and heartbeat from paths', async () => {
  const { engine, start, tokens, finish, history } = await startLocalEngine({ handlers: queue, clock: 'manual' })
  const paths = { TimeoutSecondsPath: '$.limit', HeartbeatSecondsPath: '$.beat' }
  const arn = await start(askByQueue({ extra: paths }), { limit: 100, beat: 7 })
  await tokens(arn)
  await engine.controls.clock.advance(7_000)
  await finish(arn)
  expect((await history(arn))[2]?.taskScheduledEventDetails).toMatchObject({
    timeoutInSeconds: 100,
    heartbeatInSeconds: 7,
  })
})

// [REC 21-03-2024] a result over 256 KiB of UTF-8
it('fails a task whose result is larger than 256 KiB', async () => {
  const { start, finish, history } = await startLocalEngine({ handlers: { Big: () => 'é'.repeat(131_072) } })
  const arn = await start({
    StartAt: 'Invoke',
    States: {
      Invoke: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Parameters: { FunctionName: 'Big' },
        End: true,
      },
    },
  })
  const cause =
    "The state/task 'lambda' returned a result with a size exceeding the maximum number of bytes service limit."
  expect(await finish(arn)).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded', cause })
  expect(outline(await history(arn)).slice(3)).toEqual(['4←3 TaskStarted', '5←4 TaskFailed', '6←5 ExecutionFailed'])
})

it('counts retries per retrier, and never retries beyond MaxAttempts', async () => {
  const thrown = ['A', 'B', 'A', 'B', 'A']
  let call = 0
  const fail = () => {
    throw Object.assign(new Error('no'), { name: thrown[call++] ?? 'A' })
  }
  const { engine, start, finish, history } = await startLocalEngine({ handlers: { Fail: fail }, clock: 'manual' })
  const arn = await start({
    StartAt: 'T',
    States: {
      T: {
        Type: 'Task',
        Resource: 'arn:aws:lambda:us-east-1:123456789012:function:Fail',
        Retry: [
          { ErrorEquals: ['A'], IntervalSeconds: 1, BackoffRate: 10, MaxAttempts: 2 },
          { ErrorEquals: ['B'], IntervalSeconds: 3, BackoffRate: 1, MaxAttempts: 5 },
        ],
        End: true,
      },
    },
  })
  await engine.controls.clock.advance(60_000)
  expect(await finish(arn)).toMatchObject({ status: 'FAILED', error: 'A' })
  const failures = (await history(arn)).filter(({ type }) => type === 'LambdaFunctionFailed')
  const times = failures.map(({ timestamp }) => Number(timestamp))
  expect(times.map((time) => time - Number(times[0]))).toEqual([0, 1_000, 4_000, 14_000, 17_000])
})

it('fails an execution in its Fail state with the error and cause of the definition', async () => {
  const { start, finish, history } = await startLocalEngine()
  const arn = await start(
    { StartAt: 'F', States: { F: { Type: 'Fail', ErrorPath: '$.e', CausePath: '$.c' } } },
    { e: 'E', c: 'C' },
  )
  expect(await finish(arn)).toMatchObject({ status: 'FAILED', error: 'E', cause: 'C' })
  expect(outline(await history(arn))).toEqual(['1←0 ExecutionStarted', '2←0 FailStateEntered', '3←2 ExecutionFailed'])
})

it('waits for seconds and until an instant', async () => {
  const { engine, start, describe, finish, history } = await startLocalEngine({ clock: 'manual' })
  const { clock } = engine.controls
  const at = new Date(clock.now() + 90_000).toISOString()
  const arn = await start(
    {
      StartAt: 'A',
      States: { A: { Type: 'Wait', Seconds: 30, Next: 'B' }, B: { Type: 'Wait', TimestampPath: '$.at', End: true } },
    },
    { at },
  )
  await clock.advance(89_999)
  expect(await describe(arn)).toMatchObject({ status: 'RUNNING' })
  await clock.advance(1)
  await finish(arn)
  const exits = (await history(arn)).filter(({ type }) => type === 'WaitStateExited')
  expect(Number(exits[1]?.timestamp) - Number(exits[0]?.timestamp)).toBe(60_000)
})
