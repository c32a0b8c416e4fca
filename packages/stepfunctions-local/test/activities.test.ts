import {
  CreateActivityCommand,
  DeleteActivityCommand,
  DescribeActivityCommand,
  GetActivityTaskCommand,
  ListActivitiesCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
} from '@aws-sdk/client-sfn'
import { expect, it } from 'vitest'
import { type LocalEngine, outline, startLocalEngine } from './local-engine.ts'

const activityArn = 'arn:aws:states:us-east-1:123456789012:activity:review'

async function startReview(local: LocalEngine, extra: object = {}): Promise<string> {
  await local.sfn.send(new CreateActivityCommand({ name: 'review' }))
  const state = { Type: 'Task', Resource: activityArn, End: true, ...extra }
  return local.start({ StartAt: 'ActivityTask', States: { ActivityTask: state } }, { order: 1 })
}

// [REC 03-03-2024] CreateActivity and DeleteActivity are idempotent
it('creates, describes, lists and deletes an activity', async () => {
  const { sfn } = await startLocalEngine()
  const first = await sfn.send(new CreateActivityCommand({ name: 'review' }))
  const second = await sfn.send(new CreateActivityCommand({ name: 'review' }))
  expect(second).toMatchObject({ activityArn, creationDate: first.creationDate })
  expect(await sfn.send(new DescribeActivityCommand({ activityArn }))).toMatchObject({ activityArn, name: 'review' })
  expect((await sfn.send(new ListActivitiesCommand({}))).activities).toMatchObject([{ activityArn }])
  await sfn.send(new DeleteActivityCommand({ activityArn }))
  await sfn.send(new DeleteActivityCommand({ activityArn }))
  const gone = { name: 'ActivityDoesNotExist', message: `Activity Does Not Exist: '${activityArn}'` }
  await expect(sfn.send(new DescribeActivityCommand({ activityArn }))).rejects.toMatchObject(gone)
  await expect(sfn.send(new GetActivityTaskCommand({ activityArn }))).rejects.toMatchObject(gone)
})

// [REC 11-03-2024] bad ARN; [REC 25-11-2024] bad name
it('names what is wrong with an activity', async () => {
  const { sfn } = await startLocalEngine()
  await expect(sfn.send(new GetActivityTaskCommand({ activityArn: 'no_an_activity_arn' }))).rejects.toMatchObject({
    name: 'InvalidArn',
    message: "Invalid Arn: 'Invalid ARN prefix: no_an_activity_arn'",
  })
  await expect(sfn.send(new CreateActivityCommand({ name: 'Invalid Name$' }))).rejects.toMatchObject({
    name: 'InvalidName',
    message: "Invalid Name: 'Invalid Name$'",
  })
})

// [REC 17-03-2024] Scheduled → Started {workerName} → Succeeded, no TaskSubmitted
it('hands a task to the worker that polls, and records Activity events', async () => {
  const local = await startLocalEngine()
  const arn = await startReview(local, { TimeoutSeconds: 60, HeartbeatSeconds: 10 })
  const { sfn } = local
  const { taskToken, input } = await sfn.send(new GetActivityTaskCommand({ activityArn, workerName: 'ada' }))
  expect(input).toBe('{"order":1}')
  await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"ok":true}' }))
  expect(await local.finish(arn)).toMatchObject({ output: '{"ok":true}' })
  const events = await local.history(arn)
  expect(outline(events).slice(2, 6)).toEqual([
    '3←2 ActivityScheduled',
    '4←3 ActivityStarted',
    '5←4 ActivitySucceeded',
    '6←5 TaskStateExited',
  ])
  expect(events[2]?.activityScheduledEventDetails).toEqual({
    resource: activityArn,
    input: '{"order":1}',
    inputDetails: { truncated: false },
    timeoutInSeconds: 60,
    heartbeatInSeconds: 10,
  })
  expect(events[3]?.activityStartedEventDetails).toEqual({ workerName: 'ada' })
  expect(events[4]?.activitySucceededEventDetails).toEqual({
    output: '{"ok":true}',
    outputDetails: { truncated: false },
  })
})

it('gives a waiting poll the task the moment it is scheduled, and each task to one worker', async () => {
  const local = await startLocalEngine()
  await local.sfn.send(new CreateActivityCommand({ name: 'review' }))
  const polls = [1, 2].map(() => local.sfn.send(new GetActivityTaskCommand({ activityArn })))
  const first = await startReview(local)
  const second = await startReview(local)
  const tasks = await Promise.all(polls)
  expect(new Set(tasks.map(({ taskToken }) => taskToken)).size).toBe(2)
  for (const { taskToken } of tasks) await local.sfn.send(new SendTaskFailureCommand({ taskToken, error: 'No' }))
  expect(await local.finish(first)).toMatchObject({ error: 'No' })
  expect(await local.finish(second)).toMatchObject({ error: 'No' })
})

// [MODEL] the service holds the connection up to 60 s; nothing to do is 200 without a token
it('answers a poll with nothing after 60 seconds', async () => {
  const { engine, sfn } = await startLocalEngine({ clock: 'manual' })
  await sfn.send(new CreateActivityCommand({ name: 'review' }))
  const poll = sfn.send(new GetActivityTaskCommand({ activityArn }))
  let answered = false
  void poll.then(() => {
    answered = true
  })
  for (let second = 0; !answered; second += 10) {
    await engine.controls.clock.advance(10_000)
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(second).toBeLessThan(600)
  }
  expect((await poll).taskToken).toBeUndefined()
})

// [DOC state-task] both clocks run from ActivityStarted
it('counts timeout and heartbeat from the moment a worker has the task', async () => {
  const local = await startLocalEngine({ clock: 'manual' })
  const arn = await startReview(local, { TimeoutSeconds: 30, HeartbeatSeconds: 10 })
  const { clock } = local.engine.controls
  await clock.advance(3_600_000)
  expect(await local.describe(arn)).toMatchObject({ status: 'RUNNING' })
  const { taskToken } = await local.sfn.send(new GetActivityTaskCommand({ activityArn }))
  await clock.advance(9_000)
  await local.sfn.send(new SendTaskHeartbeatCommand({ taskToken }))
  await clock.advance(9_999)
  expect(await local.describe(arn)).toMatchObject({ status: 'RUNNING' })
  await clock.advance(1)
  expect(await local.finish(arn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' })
  expect(outline(await local.history(arn)).slice(3)).toEqual([
    '4←3 ActivityStarted',
    '5←4 ActivityTimedOut',
    '6←5 ExecutionFailed',
  ])
})

// [REC 17-03-2024] entering a state whose activity was deleted
it('fails a state whose activity does not exist', async () => {
  const local = await startLocalEngine()
  const state = { Type: 'Task', Resource: activityArn, End: true }
  const arn = await local.start({ StartAt: 'ActivityTask', States: { ActivityTask: state } })
  expect(await local.finish(arn)).toMatchObject({
    error: 'States.Runtime',
    cause: `An error occurred while executing the state 'ActivityTask' (entered at the event id #2). The activity ${activityArn} does not exist.`,
  })
})
