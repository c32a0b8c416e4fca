import {
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn'
import { expect, it } from 'vitest'
import { askByQueue, queue, queueResponse } from './definitions.ts'
import { outline, startLocalEngine } from './local-engine.ts'

const gone = { name: 'TaskTimedOut', message: "Task Timed Out: 'Provided task does not exist anymore'" }

// [REC 18-04-2024] SQS callback, happy path with heartbeat
it('records the events of an SQS callback as AWS does', async () => {
  const { engine, sfn, start, tokens, finish, history } = await startLocalEngine({ handlers: queue })
  const arn = await start(askByQueue({ timeoutSeconds: 600, heartbeatSeconds: 60 }), { order: 1 })
  const [taskToken] = await tokens(arn)
  await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{ "answer": true }' }))
  expect(await finish(arn)).toMatchObject({ status: 'SUCCEEDED', output: '{"answer":true}' })

  const events = await history(arn)
  expect(outline(events)).toEqual([
    '1←0 ExecutionStarted',
    '2←0 TaskStateEntered',
    '3←2 TaskScheduled',
    '4←3 TaskStarted',
    '5←4 TaskSubmitted',
    '6←5 TaskSucceeded',
    '7←6 TaskStateExited',
    '8←7 ExecutionSucceeded',
  ])
  const [started, entered, scheduled, taskStarted, submitted, succeeded, exited, ended] = events
  const labels = { resourceType: 'sqs', resource: 'sendMessage.waitForTaskToken' }
  expect(started?.executionStartedEventDetails).toEqual({
    input: '{"order":1}',
    inputDetails: { truncated: false },
    roleArn: 'arn:aws:iam::123456789012:role/workflow',
  })
  expect(entered?.stateEnteredEventDetails).toEqual({
    name: 'Ask',
    input: '{"order":1}',
    inputDetails: { truncated: false },
  })
  const { parameters, ...scheduledRest } = scheduled?.taskScheduledEventDetails ?? {}
  expect(scheduledRest).toEqual({ ...labels, region: 'us-east-1', timeoutInSeconds: 600, heartbeatInSeconds: 60 })
  expect(JSON.parse(String(parameters)).MessageBody.token).toBe(taskToken)
  expect(taskStarted?.taskStartedEventDetails).toEqual(labels)
  expect(submitted?.taskSubmittedEventDetails).toEqual({
    ...labels,
    output: JSON.stringify(queueResponse),
    outputDetails: { truncated: false },
  })
  expect(succeeded?.taskSucceededEventDetails).toEqual({
    ...labels,
    output: '{ "answer": true }',
    outputDetails: { truncated: false },
  })
  expect(exited?.stateExitedEventDetails).toEqual({
    name: 'Ask',
    output: '{"answer":true}',
    outputDetails: { truncated: false },
  })
  expect(ended?.executionSucceededEventDetails).toEqual({
    output: '{"answer":true}',
    outputDetails: { truncated: false },
  })
  expect(engine.controls.openTokens()).toEqual([])
})

// [REC] `timeoutInSeconds` / `heartbeatInSeconds` keys are absent when not in the definition
it('leaves timeout and heartbeat out of TaskScheduled when the definition has none', async () => {
  const { start, tokens, history } = await startLocalEngine({ handlers: queue })
  const arn = await start(askByQueue())
  await tokens(arn)
  const details = (await history(arn))[2]?.taskScheduledEventDetails
  expect(Object.keys(details ?? {}).sort()).toEqual(['parameters', 'region', 'resource', 'resourceType'])
})

// [REC 18-04-2024] SendTaskFailure
it('fails the task with the error and cause it was given', async () => {
  const { sfn, start, tokens, finish, history } = await startLocalEngine({ handlers: queue })
  const arn = await start(askByQueue())
  const [taskToken] = await tokens(arn)
  await sfn.send(new SendTaskFailureCommand({ taskToken, error: 'OutOfStock', cause: 'none left' }))
  expect(await finish(arn)).toMatchObject({ status: 'FAILED', error: 'OutOfStock', cause: 'none left' })
  const events = await history(arn)
  expect(outline(events).slice(5)).toEqual(['6←5 TaskFailed', '7←6 ExecutionFailed'])
  expect(events[5]?.taskFailedEventDetails).toEqual({
    resourceType: 'sqs',
    resource: 'sendMessage.waitForTaskToken',
    error: 'OutOfStock',
    cause: 'none left',
  })
})

// [REC 29-04-2024] callback with no error field, CATCH
it('takes a failure without error and cause, which States.ALL catches as nulls', async () => {
  const { sfn, start, tokens, finish, history } = await startLocalEngine({ handlers: queue })
  const definition = askByQueue({ extra: { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] } })
  const arn = await start({ ...definition, States: { ...definition.States, Caught: { Type: 'Pass', End: true } } })
  const [taskToken] = await tokens(arn)
  await sfn.send(new SendTaskFailureCommand({ taskToken }))
  expect(await finish(arn)).toMatchObject({ status: 'SUCCEEDED', output: '{"Error":null,"Cause":null}' })
  const failed = (await history(arn)).find(({ type }) => type === 'TaskFailed')
  expect(failed?.taskFailedEventDetails).toEqual({ resourceType: 'sqs', resource: 'sendMessage.waitForTaskToken' })
})

// [REC 18-04-2024] timeouts.test_heartbeats: no cause key, and not States.HeartbeatTimeout
it('records a heartbeat that ran out as States.Timeout', async () => {
  const { engine, start, tokens, finish, history } = await startLocalEngine({ handlers: queue, clock: 'manual' })
  const arn = await start(askByQueue({ timeoutSeconds: 600, heartbeatSeconds: 60 }))
  await tokens(arn)
  await engine.controls.clock.advance(59_999)
  expect(engine.controls.openTokens(arn)).toHaveLength(1)
  await engine.controls.clock.advance(1)
  await finish(arn)
  const events = await history(arn)
  expect(outline(events).slice(5)).toEqual(['6←5 TaskTimedOut', '7←6 ExecutionFailed'])
  expect(events[5]?.taskTimedOutEventDetails).toEqual({
    resourceType: 'sqs',
    resource: 'sendMessage.waitForTaskToken',
    error: 'States.Timeout',
  })
  expect(events[6]?.executionFailedEventDetails).toEqual({ error: 'States.Timeout' })
})

// [REC 18-04-2024] multiple_heartbeat_notifications: ten heartbeats, the same eight events
it('is kept alive by heartbeats, which leave no event', async () => {
  const { engine, sfn, start, tokens, finish, history } = await startLocalEngine({ handlers: queue, clock: 'manual' })
  const arn = await start(askByQueue({ heartbeatSeconds: 60 }))
  const [taskToken] = await tokens(arn)
  for (let beat = 0; beat < 10; beat++) {
    await engine.controls.clock.advance(50_000)
    await sfn.send(new SendTaskHeartbeatCommand({ taskToken }))
  }
  await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '1' }))
  await finish(arn)
  expect(await history(arn)).toHaveLength(8)
})

// [DOC concepts-activities] the timeout is not reset by heartbeats
it('times out in spite of heartbeats', async () => {
  const { engine, sfn, start, tokens, finish } = await startLocalEngine({ handlers: queue, clock: 'manual' })
  const arn = await start(askByQueue({ timeoutSeconds: 100, heartbeatSeconds: 60 }))
  const [taskToken] = await tokens(arn)
  await engine.controls.clock.advance(50_000)
  await sfn.send(new SendTaskHeartbeatCommand({ taskToken }))
  await engine.controls.clock.advance(50_000)
  expect(await finish(arn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' })
})

// [OBS] wellcomecollection/catalogue-pipeline: accepted, no effect
it('accepts a heartbeat for a task without HeartbeatSeconds', async () => {
  const { sfn, start, tokens } = await startLocalEngine({ handlers: queue })
  const [taskToken] = await tokens(await start(askByQueue()))
  await expect(sfn.send(new SendTaskHeartbeatCommand({ taskToken }))).resolves.toBeDefined()
})

// [DOC concepts-error-handling] available inside the Catch and Retry fields; States.Timeout also matches
it.each(['States.HeartbeatTimeout', 'States.Timeout'])('lets %s catch a heartbeat that ran out', async (name) => {
  const { engine, start, tokens, finish } = await startLocalEngine({ handlers: queue, clock: 'manual' })
  const definition = askByQueue({ heartbeatSeconds: 60, extra: { Catch: [{ ErrorEquals: [name], Next: 'Late' }] } })
  const arn = await start({ ...definition, States: { ...definition.States, Late: { Type: 'Pass', End: true } } })
  await tokens(arn)
  await engine.controls.clock.advance(60_000)
  expect(await finish(arn)).toMatchObject({ status: 'SUCCEEDED', output: '{"Error":"States.Timeout","Cause":null}' })
})

it('does not let States.HeartbeatTimeout catch a timeout', async () => {
  const { engine, start, tokens, finish } = await startLocalEngine({ handlers: queue, clock: 'manual' })
  const catchers = { Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'Late' }] }
  const definition = askByQueue({ timeoutSeconds: 60, extra: catchers })
  const arn = await start({ ...definition, States: { ...definition.States, Late: { Type: 'Pass', End: true } } })
  await tokens(arn)
  await engine.controls.clock.advance(60_000)
  expect(await finish(arn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' })
})

// [DOC connect-to-resource] a new random token; [REC 24-10-2023] no new TaskStateEntered, RetryCount rises
it('issues a new token for each retry and kills the old one', async () => {
  const contexts: { Task: { Token: string }; State: { EnteredTime: string; RetryCount: number } }[] = []
  const { engine, sfn, start, tokens, finish, history } = await startLocalEngine({
    clock: 'manual',
    handlers: {
      'sqs:sendMessage': (input) => {
        contexts.push(Object(input).MessageBody.context)
        return queueResponse
      },
    },
  })
  const retry = { Retry: [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 5, MaxAttempts: 1 }] }
  const arn = await start(askByQueue({ timeoutSeconds: 60, extra: retry }))
  const [first] = await tokens(arn)
  await engine.controls.clock.advance(60_000)
  await engine.controls.clock.advance(5_000)
  const [second] = await tokens(arn)
  expect(second).not.toBe(first)
  await expect(sfn.send(new SendTaskSuccessCommand({ taskToken: first, output: '1' }))).rejects.toMatchObject(gone)
  await sfn.send(new SendTaskSuccessCommand({ taskToken: second, output: '2' }))
  expect(await finish(arn)).toMatchObject({ status: 'SUCCEEDED', output: '2' })

  expect(contexts.map(({ State }) => State.RetryCount)).toEqual([0, 1])
  expect(contexts[0]?.State.EnteredTime).toBe(contexts[1]?.State.EnteredTime)
  expect(outline(await history(arn)).slice(5, 12)).toEqual([
    '6←5 TaskTimedOut',
    '7←6 TaskScheduled',
    '8←7 TaskStarted',
    '9←8 TaskSubmitted',
    '10←9 TaskSucceeded',
    '11←10 TaskStateExited',
    '12←11 ExecutionSucceeded',
  ])
})

// [REC] the service call itself failing: TaskFailed straight after TaskStarted, no TaskSubmitted
it('fails without TaskSubmitted when the call itself fails', async () => {
  class QueueGone extends Error {
    override readonly name = 'SQS.SdkClientException'
  }
  const handlers = {
    'sqs:sendMessage': () => {
      throw new QueueGone('no such queue')
    },
  }
  const { start, finish, history } = await startLocalEngine({ handlers })
  const arn = await start(askByQueue())
  expect(await finish(arn)).toMatchObject({ status: 'FAILED', error: 'SQS.SdkClientException' })
  expect(outline(await history(arn)).slice(3)).toEqual(['4←3 TaskStarted', '5←4 TaskFailed', '6←5 ExecutionFailed'])
})

// [DOC connect-lambda] the heartbeat clock starts only after the Lambda returned
it('counts the heartbeat of a Lambda callback from the return of the function', async () => {
  let returnNow = () => {}
  const { engine, start, tokens, finish } = await startLocalEngine({
    clock: 'manual',
    handlers: {
      Slow: () =>
        new Promise((resolve) => {
          returnNow = () => resolve(null)
        }),
    },
  })
  const arn = await start({
    StartAt: 'Ask',
    States: {
      Ask: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
        Parameters: { FunctionName: 'Slow', Payload: { 'token.$': '$$.Task.Token' } },
        HeartbeatSeconds: 10,
        End: true,
      },
    },
  })
  await tokens(arn)
  await engine.controls.clock.advance(60_000)
  expect(engine.controls.openTokens(arn)).toHaveLength(1)
  returnNow()
  await engine.controls.clock.advance(9_999)
  expect(engine.controls.openTokens(arn)).toHaveLength(1)
  await engine.controls.clock.advance(1)
  expect(await finish(arn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' })
})

// [REC 06-05-2024] ExecutionAborted with previousEventId 0, no state-abort event at top level
it('aborts a waiting execution and kills its token', async () => {
  const { sfn, start, tokens, describe, history } = await startLocalEngine({ handlers: queue })
  const arn = await start(askByQueue())
  const [taskToken] = await tokens(arn)
  await sfn.send(new StopExecutionCommand({ executionArn: arn, error: 'Stopped', cause: 'by hand' }))
  expect(await describe(arn)).toMatchObject({ status: 'ABORTED', error: 'Stopped', cause: 'by hand' })
  expect(outline(await history(arn)).slice(5)).toEqual(['6←0 ExecutionAborted'])
  for (const late of [
    new SendTaskSuccessCommand({ taskToken, output: '1' }),
    new SendTaskFailureCommand({ taskToken }),
    new SendTaskHeartbeatCommand({ taskToken }),
  ]) {
    await expect(sfn.send(late as SendTaskSuccessCommand)).rejects.toMatchObject(gone)
  }
})
