import { createHash } from 'node:crypto'
import { CreateStateMachineCommand, SendTaskSuccessCommand, StopExecutionCommand } from '@aws-sdk/client-sfn'
import { expect, it } from 'vitest'
import { askByQueue, queue } from './definitions.ts'
import { outline, roleArn, startLocalEngine, until } from './local-engine.ts'
import { startService } from './local-service.ts'

function task(resource: string, parameters: object, extra: object = {}) {
  return {
    StartAt: 'Call',
    States: { Call: { Type: 'Task', Resource: resource, Parameters: parameters, End: true, ...extra } },
  }
}

const lambdaArn = (name: string) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`

// [REC 10-03-2024] LambdaFunction events; started has no details
it('calls a Lambda ARN with the input and records LambdaFunction events', async () => {
  const { start, finish, history } = await startLocalEngine({ handlers: { Double: (input) => Number(input) * 2 } })
  const arn = await start(
    { StartAt: 'D', States: { D: { Type: 'Task', Resource: lambdaArn('Double'), End: true } } },
    21,
  )
  expect(await finish(arn)).toMatchObject({ status: 'SUCCEEDED', output: '42' })
  const events = await history(arn)
  expect(outline(events).slice(2, 5)).toEqual([
    '3←2 LambdaFunctionScheduled',
    '4←3 LambdaFunctionStarted',
    '5←4 LambdaFunctionSucceeded',
  ])
  expect(events[2]?.lambdaFunctionScheduledEventDetails).toEqual({
    resource: lambdaArn('Double'),
    input: '21',
    inputDetails: { truncated: false },
  })
  expect(events[4]?.lambdaFunctionSucceededEventDetails).toEqual({ output: '42', outputDetails: { truncated: false } })
})

// [DOC connect-lambda] the Invoke envelope
it('wraps the result of lambda:invoke as the Invoke API does', async () => {
  const { start, finish } = await startLocalEngine({ handlers: { Greet: (input) => ({ hello: Object(input).name }) } })
  const parameters = { FunctionName: lambdaArn('Greet'), Payload: { 'name.$': '$.name' } }
  const { output } = await finish(await start(task('arn:aws:states:::lambda:invoke', parameters), { name: 'Ada' }))
  expect(JSON.parse(String(output))).toMatchObject({
    ExecutedVersion: '$LATEST',
    Payload: { hello: 'Ada' },
    StatusCode: 200,
    SdkHttpMetadata: { HttpStatusCode: 200 },
  })
})

it('names a failed task after the error its handler threw, with the cause a Node.js function gives', async () => {
  class OutOfStock extends Error {
    override readonly name = 'OutOfStock'
  }
  const handlers = {
    Reserve: () => {
      throw new OutOfStock('no chairs')
    },
  }
  const { start, finish } = await startLocalEngine({ handlers })
  const { error, cause } = await finish(
    await start(task('arn:aws:states:::lambda:invoke', { FunctionName: 'Reserve' })),
  )
  expect(error).toBe('OutOfStock')
  expect(JSON.parse(String(cause))).toEqual({
    errorType: 'OutOfStock',
    errorMessage: 'no chairs',
    trace: expect.arrayContaining(['OutOfStock: no chairs']),
  })
})

it('posts to a handler that is a URL', async () => {
  const service = await startService(() => ({ body: '{"ok":true}' }))
  const { start, finish } = await startLocalEngine({ handlers: { Remote: `${service.url}/remote` } })
  const definition = task('arn:aws:states:::lambda:invoke', { FunctionName: 'Remote', Payload: { a: 1 } })
  const { output } = await finish(await start(definition))
  expect(JSON.parse(String(output)).Payload).toEqual({ ok: true })
  expect(service.seen).toMatchObject([{ method: 'POST', url: '/remote', body: '{"a":1}' }])
})

it('says which handler is missing', async () => {
  const { start, finish } = await startLocalEngine()
  const lambda = await finish(await start(task('arn:aws:states:::lambda:invoke', { FunctionName: 'Nobody' })))
  expect(lambda).toMatchObject({ error: 'Lambda.ResourceNotFoundException' })
  expect(lambda.cause).toContain("no handler named 'Nobody'")
  const other = await finish(await start(task('arn:aws:states:::glue:startJobRun.sync', { JobName: 'j' })))
  expect(other.cause).toContain('give it a handler of that name')
})

it('takes a named handler for any other service', async () => {
  const handlers = { 'glue:startJobRun': () => ({ JobRunId: 'jr_1' }) }
  const { start, finish, history } = await startLocalEngine({ handlers })
  const arn = await start(task('arn:aws:states:::glue:startJobRun.sync', { JobName: 'j' }))
  expect(await finish(arn)).toMatchObject({ output: '{"JobRunId":"jr_1"}' })
  expect(outline(await history(arn)).slice(4, 6)).toEqual(['5←4 TaskSubmitted', '6←5 TaskSucceeded'])
})

/** The real client refuses a reply whose digest does not fit. */
const md5 = (text: string) => createHash('md5').update(text).digest('hex')

// [REC 18-04-2024] the body is the MessageBody object as compact JSON text
it('sends to an SQS endpoint through the real client', async () => {
  const service = await startService(({ body }) => ({
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({ MessageId: 'm-1', MD5OfMessageBody: md5(JSON.parse(body).MessageBody) }),
  }))
  const { sfn, start, tokens, finish } = await startLocalEngine({ endpoints: { sqs: service.url } })
  const definition = task('arn:aws:states:::sqs:sendMessage.waitForTaskToken', {
    QueueUrl: `${service.url}/000000000000/asks`,
    MessageBody: { 'token.$': '$$.Task.Token' },
  })
  const arn = await start(definition)
  const [taskToken] = await tokens(arn)
  await until(() => (service.seen.length > 0 ? true : undefined))
  const sent = JSON.parse(service.seen[0]?.body ?? '{}')
  expect(sent.MessageBody).toBe(JSON.stringify({ token: taskToken }))
  await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '1' }))
  expect(await finish(arn)).toMatchObject({ status: 'SUCCEEDED' })
})

// [REC] SQS.AmazonSQSException (missing parameter), SQS.SdkClientException (no such host)
it('names SQS errors as AWS does', async () => {
  const { start, finish } = await startLocalEngine({ endpoints: { sqs: 'http://127.0.0.1:1' } })
  const resource = 'arn:aws:states:::sqs:sendMessage'
  expect(await finish(await start(task(resource, { QueueUrl: 'http://127.0.0.1:1/q' })))).toMatchObject({
    error: 'SQS.AmazonSQSException',
  })
  const unreachable = { QueueUrl: 'http://127.0.0.1:1/q', MessageBody: 'x' }
  expect(await finish(await start(task(resource, unreachable)))).toMatchObject({ error: 'SQS.SdkClientException' })
})

// [REC 01-02-2024] an object Message is published as its JSON text
it('publishes to an SNS endpoint through the real client', async () => {
  const xml =
    '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>m-1</MessageId></PublishResult><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></PublishResponse>'
  const service = await startService(() => ({ headers: { 'content-type': 'text/xml' }, body: xml }))
  const { start, finish } = await startLocalEngine({ endpoints: { sns: service.url } })
  const parameters = { TopicArn: 'arn:aws:sns:us-east-1:123456789012:orders', Message: { order: 1 } }
  const { output } = await finish(await start(task('arn:aws:states:::sns:publish', parameters)))
  expect(JSON.parse(String(output)).MessageId).toBe('m-1')
  expect(new URLSearchParams(service.seen[0]?.body).get('Message')).toBe('{"order":1}')
})

// [REC 06-11-2025] machine and execution ARN are appended to resources; a failed entry is EventBridge.FailedEntry
it('puts events that name the machine and the execution', async () => {
  let failed = 0
  const service = await startService(() => ({
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify({ FailedEntryCount: failed, Entries: [{ EventId: 'e-1' }] }),
  }))
  const { start, finish, describe } = await startLocalEngine({ endpoints: { events: service.url } })
  const definition = task('arn:aws:states:::events:putEvents', {
    Entries: [{ Source: 'orders', DetailType: 'Placed', Detail: { order: 1 }, Resources: ['arn:own'] }],
  })
  const arn = await start(definition)
  expect(await finish(arn)).toMatchObject({ status: 'SUCCEEDED' })
  const { stateMachineArn } = await describe(arn)
  const [entry] = JSON.parse(service.seen[0]?.body ?? '{}').Entries
  expect(entry).toMatchObject({ Detail: '{"order":1}', Resources: ['arn:own', stateMachineArn, arn] })

  failed = 1
  expect(await finish(await start(definition))).toMatchObject({ error: 'EventBridge.FailedEntry' })
})

// [DOC aws-sdk integrations] the token stored in an item
it('writes to a DynamoDB endpoint through the real client', async () => {
  const service = await startService(() => ({ headers: { 'content-type': 'application/x-amz-json-1.0' }, body: '{}' }))
  const { sfn, start, tokens, finish } = await startLocalEngine({ endpoints: { dynamodb: service.url } })
  const arn = await start(
    task('arn:aws:states:::aws-sdk:dynamodb:putItem.waitForTaskToken', {
      TableName: 'asks',
      Item: { id: { S: '1' }, token: { 'S.$': '$$.Task.Token' } },
    }),
  )
  const [taskToken] = await tokens(arn)
  await until(() => (service.seen.length > 0 ? true : undefined))
  expect(service.seen[0]?.headers['x-amz-target']).toBe('DynamoDB_20120810.PutItem')
  expect(JSON.parse(service.seen[0]?.body ?? '{}').Item.token).toEqual({ S: taskToken })
  await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '1' }))
  await finish(arn)
})

const apiCall = (host: string, headers: object) => ({
  ApiEndpoint: host,
  Method: 'POST',
  Stage: 'live',
  Path: '/v1/approvals',
  Headers: headers,
  QueryParameters: { dry: ['true'] },
  RequestBody: { 'order.$': '$.order', nothing: null },
})

// [REC+DOC] result shape, headers as arrays, null keys dropped
it('invokes an API Gateway endpoint on loopback, with the token in a header', async () => {
  const service = await startService(() => ({
    status: 201,
    headers: { 'content-type': 'application/json' },
    body: '{"id":"apr_1"}',
  }))
  const { sfn, start, tokens, finish, history } = await startLocalEngine()
  const parameters = apiCall(service.host, { 'TaskToken.$': 'States.Array($$.Task.Token)' })
  const arn = await start(task('arn:aws:states:::apigateway:invoke.waitForTaskToken', parameters), { order: 7 })
  const [taskToken] = await tokens(arn)
  const submitted = await until(async () => (await history(arn)).find(({ type }) => type === 'TaskSubmitted'))
  expect(JSON.parse(submitted.taskSubmittedEventDetails?.output ?? '{}')).toMatchObject({
    StatusCode: 201,
    ResponseBody: { id: 'apr_1' },
    Headers: { 'content-type': ['application/json'] },
  })
  expect(service.seen).toMatchObject([{ method: 'POST', url: '/live/v1/approvals?dry=true', body: '{"order":7}' }])
  expect(service.seen[0]?.headers.tasktoken).toBe(taskToken)
  await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '1' }))
  await finish(arn)
})

// [REC 06-11-2025] a non-2xx is ApiGateway.<status> with the body as cause
it('fails with ApiGateway.<status> and the body', async () => {
  const service = await startService(() => ({ status: 409, body: '{"code":"superseded"}' }))
  const { start, finish } = await startLocalEngine()
  const arn = await start(task('arn:aws:states:::apigateway:invoke', apiCall(service.host, {})), { order: 7 })
  expect(await finish(arn)).toMatchObject({ error: 'ApiGateway.409', cause: '{"code":"superseded"}' })
})

// [REC 06-10-2024] before TaskScheduled, uncatchable
it('refuses a header that is a plain string before the task is scheduled', async () => {
  const { start, finish, history } = await startLocalEngine()
  const catchAll = { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Call' }] }
  const parameters = apiCall('127.0.0.1:1', { 'TaskToken.$': '$$.Task.Token' })
  const arn = await start(task('arn:aws:states:::apigateway:invoke.waitForTaskToken', parameters, catchAll), {
    order: 7,
  })
  const { error, cause } = await finish(arn)
  expect(error).toBe('States.Runtime')
  expect(cause).toMatch(
    /could not be used to start the Task: \[The value of the field 'Headers' has an invalid format\]$/,
  )
  expect(outline(await history(arn)).slice(2)).toEqual(['3←2 ExecutionFailed'])
})

// [REC 05-07-2023] nested .sync: the failure is States.TaskFailed, the inner error stays in the cause
it('waits for a child execution with .sync and .sync:2', async () => {
  const { sfn, start, finish, history } = await startLocalEngine()
  const child = async (name: string, definition: object) => {
    const created = await sfn.send(
      new CreateStateMachineCommand({ name, definition: JSON.stringify(definition), roleArn }),
    )
    return String(created.stateMachineArn)
  }
  const good = await child('good', { StartAt: 'P', States: { P: { Type: 'Pass', Result: { n: 1 }, End: true } } })
  const bad = await child('bad', { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'Inner', Cause: 'why' } } })
  const startChild = (pattern: string, machine: string) =>
    start(task(`arn:aws:states:::states:startExecution${pattern}`, { StateMachineArn: machine, Input: { a: 1 } }))

  const text = await finish(await startChild('.sync', good))
  expect(JSON.parse(String(text.output))).toMatchObject({ Input: '{"a":1}', Output: '{"n":1}', Status: 'SUCCEEDED' })
  const parsed = await startChild('.sync:2', good)
  expect(JSON.parse(String((await finish(parsed)).output))).toMatchObject({ Input: { a: 1 }, Output: { n: 1 } })
  expect(outline(await history(parsed)).slice(2, 6)).toEqual([
    '3←2 TaskScheduled',
    '4←3 TaskStarted',
    '5←4 TaskSubmitted',
    '6←5 TaskSucceeded',
  ])
  const failed = await finish(await startChild('.sync', bad))
  expect(failed.error).toBe('States.TaskFailed')
  expect(JSON.parse(String(failed.cause))).toMatchObject({ Error: 'Inner', Cause: 'why', Status: 'FAILED' })

  const missing = await finish(await startChild('', `${good}-not`))
  expect(missing.error).toBe('StepFunctions.StateMachineDoesNotExistException')
})

// [REC 12-07-2024] test_sync_with_task_token: the parent's output is what SendTaskSuccess sent
it('lets the token of a .sync task finish it early', async () => {
  const { engine, sfn, start, finish, tokens } = await startLocalEngine({ handlers: queue })
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({ name: 'waits', definition: JSON.stringify(askByQueue()), roleArn }),
  )
  const parent = await start(
    task('arn:aws:states:::states:startExecution.sync', {
      StateMachineArn: stateMachineArn,
      Input: { 'token.$': '$$.Task.Token' },
    }),
  )
  const [taskToken] = await tokens(parent)
  await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '"early"' }))
  expect(await finish(parent)).toMatchObject({ status: 'SUCCEEDED', output: '"early"' })
  // Only the child still waits: nobody cancels it.
  expect(engine.controls.openTokens().map(({ executionArn }) => executionArn)).toEqual([
    expect.stringContaining(':execution:waits:'),
  ])
})

it('stops the child when its parent is stopped', async () => {
  const { sfn, start, describe, history } = await startLocalEngine({ handlers: queue })
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({ name: 'waits', definition: JSON.stringify(askByQueue()), roleArn }),
  )
  const parent = await start(task('arn:aws:states:::states:startExecution.sync', { StateMachineArn: stateMachineArn }))
  const submitted = await until(async () => (await history(parent)).find(({ type }) => type === 'TaskSubmitted'))
  const child = String(JSON.parse(submitted.taskSubmittedEventDetails?.output ?? '{}').ExecutionArn)
  await sfn.send(new StopExecutionCommand({ executionArn: parent }))
  expect(await describe(child)).toMatchObject({ status: 'ABORTED' })
})
