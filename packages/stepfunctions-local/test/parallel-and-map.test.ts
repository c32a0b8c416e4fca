import { SendTaskFailureCommand, SendTaskSuccessCommand } from '@aws-sdk/client-sfn'
import { expect, it } from 'vitest'
import { askByQueue, queue } from './definitions.ts'
import { outline, startLocalEngine } from './local-engine.ts'

const { Ask } = askByQueue({ timeoutSeconds: 5 }).States
const gone = { name: 'TaskTimedOut' }

function branch(name: string, state: object) {
  return { StartAt: name, States: { [name]: state } }
}

// [REC 17-07-2023] test_parallel_state: branches enter together; Succeeded and Exited follow the same event
it('runs branches side by side and gives their outputs in order', async () => {
  const { start, finish, history } = await startLocalEngine()
  const arn = await start({
    StartAt: 'Both',
    States: {
      Both: {
        Type: 'Parallel',
        Branches: [
          branch('Left', { Type: 'Pass', Result: 'l', End: true }),
          branch('Right', { Type: 'Pass', Result: 'r', End: true }),
        ],
        End: true,
      },
    },
  })
  expect(await finish(arn)).toMatchObject({ output: '["l","r"]' })
  expect(outline(await history(arn))).toEqual([
    '1←0 ExecutionStarted',
    '2←0 ParallelStateEntered',
    '3←2 ParallelStateStarted',
    '4←3 PassStateEntered',
    '5←3 PassStateEntered',
    '6←4 PassStateExited',
    '7←5 PassStateExited',
    '8←7 ParallelStateSucceeded',
    '9←7 ParallelStateExited',
    '10←9 ExecutionSucceeded',
  ])
})

// [REC 29-04-2024] the failing branch (one branch only), caught
it('aborts the state of a failed branch before the Parallel fails', async () => {
  const { sfn, start, tokens, finish, history } = await startLocalEngine({ handlers: queue })
  const arn = await start({
    StartAt: 'Both',
    States: {
      Both: {
        Type: 'Parallel',
        Branches: [branch('Ask', Ask)],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
        End: true,
      },
      Caught: { Type: 'Pass', End: true },
    },
  })
  const [taskToken] = await tokens(arn)
  await sfn.send(new SendTaskFailureCommand({ taskToken, error: 'No', cause: 'why' }))
  expect(await finish(arn)).toMatchObject({ status: 'SUCCEEDED', output: '{"Error":"No","Cause":"why"}' })
  expect(outline(await history(arn)).slice(6, 11)).toEqual([
    '7←6 TaskSubmitted',
    '8←7 TaskFailed',
    '9←8 TaskStateAborted',
    '10←8 ParallelStateFailed',
    '11←10 ParallelStateExited',
  ])
})

// [DOC state-parallel] SendTask* throw when the state has failed
it('kills the tokens of the other branches when one fails', async () => {
  const { engine, sfn, start, tokens, finish, history } = await startLocalEngine({ handlers: queue })
  const arn = await start({
    StartAt: 'All',
    States: {
      All: {
        Type: 'Parallel',
        Branches: [
          branch('Ask', Ask),
          branch('Also', Ask),
          branch('Deep', { Type: 'Parallel', Branches: [branch('Deeper', Ask)], End: true }),
          branch('Rest', { Type: 'Wait', Seconds: 60, End: true }),
        ],
        Catch: [{ ErrorEquals: ['No'], Next: 'Caught' }],
        End: true,
      },
      Caught: { ...Ask, Resource: Ask.Resource, End: true },
    },
  })
  await tokens(arn, 3)
  const open = engine.controls.openTokens(arn)
  const tokenOf = (name: string) => open.find(({ stateName }) => stateName === name)?.token
  await sfn.send(new SendTaskFailureCommand({ taskToken: tokenOf('Ask'), error: 'No' }))
  for (const name of ['Also', 'Deeper']) {
    const late = new SendTaskSuccessCommand({ taskToken: tokenOf(name), output: '1' })
    await expect(sfn.send(late)).rejects.toMatchObject(gone)
  }
  const types = (await history(arn)).map(({ type }) => type)
  const aborts = types.filter((type) => type?.endsWith('Aborted'))
  expect(aborts).toEqual([
    'TaskStateAborted',
    'TaskStateAborted',
    'TaskStateAborted',
    'ParallelStateAborted',
    'WaitStateAborted',
  ])
  const [taskToken] = await tokens(arn)
  await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '"caught"' }))
  expect(await finish(arn)).toMatchObject({ status: 'SUCCEEDED', output: '"caught"' })
})

// [REC 16-12-2023] a Fail state in a branch: no abort event
it('records no abort for a branch that ends in a Fail state', async () => {
  const { start, finish, history } = await startLocalEngine()
  const fail = branch('F', { Type: 'Fail', Error: 'E', Cause: 'c' })
  const arn = await start({ StartAt: 'P', States: { P: { Type: 'Parallel', Branches: [fail], End: true } } })
  expect(await finish(arn)).toMatchObject({ status: 'FAILED', error: 'E', cause: 'c' })
  expect(outline(await history(arn)).slice(3)).toEqual([
    '4←3 FailStateEntered',
    '5←4 ParallelStateFailed',
    '6←5 ExecutionFailed',
  ])
})

it('retries a Parallel with new tokens in every branch', async () => {
  const { engine, sfn, start, tokens, finish } = await startLocalEngine({ handlers: queue, clock: 'manual' })
  const retry = { Retry: [{ ErrorEquals: ['No'], IntervalSeconds: 1, MaxAttempts: 1 }] }
  const arn = await start({
    StartAt: 'Both',
    States: { Both: { Type: 'Parallel', Branches: [branch('A', Ask), branch('B', Ask)], End: true, ...retry } },
  })
  const before = await tokens(arn, 2)
  await sfn.send(new SendTaskFailureCommand({ taskToken: before[0], error: 'No' }))
  await engine.controls.clock.advance(1_000)
  const after = await tokens(arn, 2)
  expect(after).not.toEqual(expect.arrayContaining(before))
  for (const taskToken of after) await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '1' }))
  expect(await finish(arn)).toMatchObject({ status: 'SUCCEEDED', output: '[1,1]' })
})

function map(extra: object, processor: object = branch('Ask', Ask)) {
  return { StartAt: 'Each', States: { Each: { Type: 'Map', ItemProcessor: processor, End: true, ...extra } } }
}

// [REC 10-03-2024] test_service_lambda_map_timeout: four items, the whole sequence
it('records a Map whose items time out as AWS does', async () => {
  const { engine, start, tokens, finish, history } = await startLocalEngine({ handlers: queue, clock: 'manual' })
  const arn = await start(map({}), [1, 2, 3, 4])
  await tokens(arn, 4)
  await engine.controls.clock.advance(5_000)
  expect(await finish(arn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' })
  const events = await history(arn)
  expect(outline(events).slice(0, 7)).toEqual([
    '1←0 ExecutionStarted',
    '2←0 MapStateEntered',
    '3←2 MapStateStarted',
    '4←3 MapIterationStarted',
    '5←3 MapIterationStarted',
    '6←3 MapIterationStarted',
    '7←3 MapIterationStarted',
  ])
  expect(events[2]?.mapStateStartedEventDetails).toEqual({ length: 4 })
  expect(events[3]?.mapIterationStartedEventDetails).toEqual({ name: 'Each', index: 0 })
  const failure = events.findIndex(({ type }) => type === 'MapIterationFailed')
  const cause = events[failure]?.previousEventId
  expect(events.slice(failure).map(({ type, previousEventId }) => [type, previousEventId])).toEqual([
    ['MapIterationFailed', cause],
    ['TaskStateAborted', cause],
    ['MapIterationAborted', cause],
    ['TaskStateAborted', cause],
    ['MapIterationAborted', cause],
    ['TaskStateAborted', cause],
    ['MapIterationAborted', cause],
    ['TaskStateAborted', cause],
    ['MapStateFailed', cause],
    ['ExecutionFailed', failure + 9],
  ])
})

// [REC 21-09-2023] test_map_state_break_condition: with MaxConcurrency 1 the next item follows the last one's last event
it('runs items one after another with MaxConcurrency 1', async () => {
  const { start, finish, history } = await startLocalEngine()
  const arn = await start(map({ MaxConcurrency: 1 }, branch('I', { Type: 'Pass', End: true })), ['a', 'b'])
  expect(await finish(arn)).toMatchObject({ output: '["a","b"]' })
  expect(outline(await history(arn)).slice(1)).toEqual([
    '2←0 MapStateEntered',
    '3←2 MapStateStarted',
    '4←3 MapIterationStarted',
    '5←4 PassStateEntered',
    '6←5 PassStateExited',
    '7←6 MapIterationSucceeded',
    '8←6 MapIterationStarted',
    '9←8 PassStateEntered',
    '10←9 PassStateExited',
    '11←10 MapIterationSucceeded',
    '12←11 MapStateSucceeded',
    '13←11 MapStateExited',
    '14←13 ExecutionSucceeded',
  ])
})

it('never runs more items at a time than MaxConcurrency, and 40 without it', async () => {
  let open = 0
  let most = 0
  const handlers = {
    Work: async () => {
      most = Math.max(most, ++open)
      await new Promise((resolve) => setImmediate(resolve))
      open--
    },
  }
  const { start, finish } = await startLocalEngine({ handlers })
  const work = branch('W', {
    Type: 'Task',
    Resource: 'arn:aws:lambda:us-east-1:123456789012:function:Work',
    End: true,
  })
  const items = Array.from({ length: 100 }, (_, index) => index)
  await finish(await start(map({ MaxConcurrency: 3 }, work), items))
  expect(most).toBe(3)
  most = 0
  await finish(await start(map({}, work), items))
  expect(most).toBeLessThanOrEqual(40)
})

// [REC 18-07-2023] test_map_state_retry: MapStateFailed only after the last attempt; the next one follows the failure
it('records the failure of a Map only when nothing retries it', async () => {
  const { engine, start, finish, history } = await startLocalEngine({ clock: 'manual' })
  const fail = branch('Item', { Type: 'Fail', Error: 'E', Cause: 'c' })
  const arn = await start(map({ Retry: [{ ErrorEquals: ['E'], MaxAttempts: 1 }] }, fail), [1])
  await engine.controls.clock.advance(1_000)
  expect(await finish(arn)).toMatchObject({ status: 'FAILED', error: 'E', cause: 'c' })
  expect(outline(await history(arn)).slice(1)).toEqual([
    '2←0 MapStateEntered',
    '3←2 MapStateStarted',
    '4←3 MapIterationStarted',
    '5←4 FailStateEntered',
    '6←5 MapIterationFailed',
    '7←5 MapStateStarted',
    '8←7 MapIterationStarted',
    '9←8 FailStateEntered',
    '10←9 MapIterationFailed',
    '11←9 MapStateFailed',
    '12←11 ExecutionFailed',
  ])
})

// [DOC input-output-contextobject] Map.Item is usable in ItemSelector only
it('gives ItemSelector the index and the value of the item', async () => {
  const { start, finish } = await startLocalEngine()
  const selector = { ItemSelector: { 'index.$': '$$.Map.Item.Index', 'value.$': '$$.Map.Item.Value', 'all.$': '$' } }
  const arn = await start(map(selector, branch('I', { Type: 'Pass', End: true })), ['a'])
  expect(await finish(arn)).toMatchObject({ output: '[{"index":0,"value":"a","all":["a"]}]' })
})

// [REC 19-06-2024] bad MaxConcurrencyPath
it('fails on a MaxConcurrencyPath that is no integer', async () => {
  const { start, finish } = await startLocalEngine()
  const definition = map({ ItemsPath: '$.items', MaxConcurrencyPath: '$.MaxConcurrencyValue' })
  const renamed = { ...definition, StartAt: 'MapState', States: { MapState: definition.States.Each } }
  expect(await finish(await start(renamed, { items: [1], MaxConcurrencyValue: 'NoNumber' }))).toMatchObject({
    error: 'States.Runtime',
    cause:
      'An error occurred while executing the state \'MapState\' (entered at the event id #2). The MaxConcurrencyPath field refers to value "NoNumber" which is not a valid integer: $.MaxConcurrencyValue',
  })
})

it('gives an empty array for no items', async () => {
  const { start, finish } = await startLocalEngine()
  expect(await finish(await start(map({}), []))).toMatchObject({ status: 'SUCCEEDED', output: '[]' })
})
