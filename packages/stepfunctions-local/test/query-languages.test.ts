import { SendTaskFailureCommand, SendTaskSuccessCommand } from '@aws-sdk/client-sfn'
import { expect, it } from 'vitest'
import { queue, queueResponse } from './definitions.ts'
import { startLocalEngine } from './local-engine.ts'

/** The same gate in both languages: ask, keep the answer in a variable, choose by it. */
const gates = {
  JSONPath: {
    StartAt: 'Ask',
    States: {
      Ask: {
        Type: 'Task',
        Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
        Parameters: { QueueUrl: 'q', MessageBody: { 'token.$': '$$.Task.Token', 'order.$': '$.order.id' } },
        ResultPath: '$.answer',
        Assign: { 'approved.$': '$.approved' },
        HeartbeatSecondsPath: '$.beat',
        Catch: [{ ErrorEquals: ['Rejected'], ResultPath: '$.failure', Next: 'Undo' }],
        Next: 'Choose',
      },
      Choose: {
        Type: 'Choice',
        Choices: [{ Variable: '$approved', BooleanEquals: true, Next: 'Done' }],
        Default: 'Undo',
      },
      Done: { Type: 'Pass', Parameters: { 'order.$': '$.order.id', 'approved.$': '$approved' }, End: true },
      Undo: { Type: 'Fail', Error: 'OrderFailed', CausePath: "States.Format('order {}', $.order.id)" },
    },
  },
  JSONata: {
    QueryLanguage: 'JSONata',
    StartAt: 'Ask',
    States: {
      Ask: {
        Type: 'Task',
        Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
        Arguments: {
          QueueUrl: 'q',
          MessageBody: { token: '{% $states.context.Task.Token %}', order: '{% $states.input.order.id %}' },
        },
        Output: '{% $merge([$states.input, {"answer": $states.result}]) %}',
        Assign: { approved: '{% $states.result.approved %}' },
        HeartbeatSeconds: '{% $states.input.beat %}',
        Catch: [
          {
            ErrorEquals: ['Rejected'],
            Output: '{% $merge([$states.input, {"failure": $states.errorOutput}]) %}',
            Next: 'Undo',
          },
        ],
        Next: 'Choose',
      },
      Choose: { Type: 'Choice', Choices: [{ Condition: '{% $approved %}', Next: 'Done' }], Default: 'Undo' },
      Done: { Type: 'Pass', Output: { order: '{% $states.input.order.id %}', approved: '{% $approved %}' }, End: true },
      Undo: { Type: 'Fail', Error: 'OrderFailed', Cause: "{% 'order ' & $string($states.input.order.id) %}" },
    },
  },
}

for (const [language, definition] of Object.entries(gates)) {
  it(`runs a gate written in ${language}: approved, declined, rejected`, async () => {
    const bodies: { token: string; order: number }[] = []
    const handlers = {
      'sqs:sendMessage': (input: unknown) => {
        bodies.push(Object(input).MessageBody)
        return queueResponse
      },
    }
    const { sfn, start, tokens, finish, history } = await startLocalEngine({ handlers })
    const begin = async () => {
      const arn = await start(definition, { order: { id: 8812 }, beat: 60 })
      const [taskToken = ''] = await tokens(arn)
      return { arn, taskToken }
    }
    const approved = await begin()
    expect(bodies[0]).toEqual({ token: approved.taskToken, order: 8812 })
    const yes = { taskToken: approved.taskToken, output: '{"approved":true}' }
    await sfn.send(new SendTaskSuccessCommand(yes))
    expect(await finish(approved.arn)).toMatchObject({
      status: 'SUCCEEDED',
      output: '{"order":8812,"approved":true}',
    })
    const events = await history(approved.arn)
    expect(events[2]?.taskScheduledEventDetails).toMatchObject({ heartbeatInSeconds: 60 })
    // [REC 04-11-2024] assignedVariables maps names to JSON text
    expect(events[6]?.stateExitedEventDetails).toMatchObject({
      assignedVariables: { approved: 'true' },
      assignedVariablesDetails: { truncated: false },
    })

    const declined = await begin()
    const no = { taskToken: declined.taskToken, output: '{"approved":false}' }
    await sfn.send(new SendTaskSuccessCommand(no))
    expect(await finish(declined.arn)).toMatchObject({ error: 'OrderFailed', cause: 'order 8812' })

    const rejected = await begin()
    await sfn.send(new SendTaskFailureCommand({ taskToken: rejected.taskToken, error: 'Rejected', cause: 'no stock' }))
    expect(await finish(rejected.arn)).toMatchObject({ status: 'FAILED', error: 'OrderFailed' })
    const exited = (await history(rejected.arn)).find(({ type }) => type === 'TaskStateExited')
    expect(JSON.parse(exited?.stateExitedEventDetails?.output ?? '{}').failure).toEqual({
      Error: 'Rejected',
      Cause: 'no stock',
    })
  })
}

it('catches a failed expression by its name', async () => {
  const { start, finish } = await startLocalEngine({ handlers: queue })
  const arn = await start({
    QueryLanguage: 'JSONata',
    StartAt: 'Ask',
    States: {
      Ask: {
        Type: 'Task',
        Resource: 'arn:aws:states:::sqs:sendMessage',
        Arguments: { QueueUrl: '{% $states.input.missing %}', MessageBody: 'x' },
        Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'Caught', Output: 'caught' }],
        End: true,
      },
      Caught: { Type: 'Succeed' },
    },
  })
  expect(await finish(arn)).toMatchObject({ status: 'SUCCEEDED', output: '"caught"' })
})

it('gives variables to branches and items, and keeps theirs inside', async () => {
  const { start, finish } = await startLocalEngine()
  const arn = await start({
    QueryLanguage: 'JSONata',
    StartAt: 'Set',
    States: {
      Set: { Type: 'Pass', Assign: { outer: 1 }, Next: 'Each' },
      Each: {
        Type: 'Map',
        Items: [10, 20],
        ItemProcessor: {
          StartAt: 'Add',
          States: {
            Add: { Type: 'Pass', Assign: { inner: '{% $states.input + $outer %}' }, Next: 'Give' },
            Give: { Type: 'Pass', Output: '{% $inner %}', End: true },
          },
        },
        End: true,
      },
    },
  })
  expect(await finish(arn)).toMatchObject({ status: 'SUCCEEDED', output: '[11,21]' })
})

// [REC 11-09-2024] RedriveCount from the start; RetryCount in Task, absent in Pass
it('shows the whole context object', async () => {
  const seen: object[] = []
  const { start, tokens, finish, sfn } = await startLocalEngine({
    handlers: {
      'sqs:sendMessage': (input) => {
        seen.push(Object(input).MessageBody)
        return queueResponse
      },
    },
  })
  const arn = await start(
    {
      StartAt: 'Look',
      States: {
        Look: { Type: 'Pass', Parameters: { 'context.$': '$$' }, Next: 'Ask' },
        Ask: {
          Type: 'Task',
          Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
          Parameters: { QueueUrl: 'q', 'MessageBody.$': '$$' },
          ResultPath: null,
          End: true,
        },
      },
    },
    { a: 1 },
  )
  const [taskToken] = await tokens(arn)
  await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '1' }))
  const { context } = JSON.parse((await finish(arn)).output ?? '{}')
  const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  const shared = {
    Execution: {
      Id: arn,
      Name: arn.split(':').at(-1),
      Input: { a: 1 },
      RoleArn: 'arn:aws:iam::123456789012:role/workflow',
      StartTime: instant,
      RedriveCount: 0,
    },
    StateMachine: { Id: expect.stringContaining(':stateMachine:'), Name: expect.any(String) },
  }
  expect(context).toEqual({ ...shared, State: { Name: 'Look', EnteredTime: instant } })
  expect(seen[0]).toEqual({
    ...shared,
    State: { Name: 'Ask', EnteredTime: instant, RetryCount: 0 },
    Task: { Token: taskToken },
  })
})
