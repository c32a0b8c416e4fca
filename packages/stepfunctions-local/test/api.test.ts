import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  ListTagsForResourceCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StopExecutionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn'
import { expect, it } from 'vitest'
import { askByQueue, queue } from './definitions.ts'
import { outline, roleArn, startLocalEngine } from './local-engine.ts'

const pass = JSON.stringify({ StartAt: 'P', States: { P: { Type: 'Pass', End: true } } })
const machineArn = (name: string) => `arn:aws:states:us-east-1:123456789012:stateMachine:${name}`

async function engineWith(name: string, definition = pass) {
  const local = await startLocalEngine({ handlers: queue })
  await local.sfn.send(new CreateStateMachineCommand({ name, definition, roleArn }))
  return local
}

it('creates, describes, lists, updates and deletes a state machine', async () => {
  const { sfn } = await engineWith('orders')
  const stateMachineArn = machineArn('orders')
  expect(await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }))).toMatchObject({
    stateMachineArn,
    name: 'orders',
    status: 'ACTIVE',
    type: 'STANDARD',
    definition: pass,
    roleArn,
    creationDate: expect.any(Date),
  })
  const { stateMachines } = await sfn.send(new ListStateMachinesCommand({}))
  expect(stateMachines).toMatchObject([{ stateMachineArn, name: 'orders', type: 'STANDARD' }])
  const definition = JSON.stringify(askByQueue())
  await sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition }))
  expect(await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }))).toMatchObject({ definition })
  await sfn.send(new DeleteStateMachineCommand({ stateMachineArn }))
  await sfn.send(new DeleteStateMachineCommand({ stateMachineArn }))
  await expect(sfn.send(new DescribeStateMachineCommand({ stateMachineArn }))).rejects.toMatchObject({
    name: 'StateMachineDoesNotExist',
    message: `State Machine Does Not Exist: '${stateMachineArn}'`,
  })
})

it('creates the same machine twice, and refuses another one of its name', async () => {
  const { sfn } = await engineWith('orders')
  const again = await sfn.send(new CreateStateMachineCommand({ name: 'orders', definition: pass, roleArn }))
  expect(again.stateMachineArn).toBe(machineArn('orders'))
  const other = new CreateStateMachineCommand({ name: 'orders', definition: JSON.stringify(askByQueue()), roleArn })
  await expect(sfn.send(other)).rejects.toMatchObject({ name: 'StateMachineAlreadyExists' })
})

// [REC 03-07-2024] Express + callback; two blanks before `at`
it('refuses a callback in an Express machine with the words of AWS', async () => {
  const { sfn } = await startLocalEngine()
  const create = new CreateStateMachineCommand({
    name: 'express',
    definition: JSON.stringify({
      StartAt: 'Publish',
      States: {
        Publish: {
          Type: 'Task',
          Resource: 'arn:aws:states:::sns:publish.waitForTaskToken',
          Parameters: { TopicArn: 't', 'Message.$': '$$.Task.Token' },
          End: true,
        },
      },
    }),
    roleArn,
    type: 'EXPRESS',
  })
  await expect(sfn.send(create)).rejects.toMatchObject({
    name: 'InvalidDefinition',
    message:
      "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Express state machine does not support '.waitForTaskToken' service integration  at /States/Publish/Resource'",
  })
})

it('keeps an execution on the definition it was started with', async () => {
  const { sfn } = await engineWith('asks', JSON.stringify(askByQueue()))
  const stateMachineArn = machineArn('asks')
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn }))
  await sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition: pass }))
  const described = await sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn }))
  expect(described).toMatchObject({ stateMachineArn, definition: JSON.stringify(askByQueue()) })
})

// [REC 21-08-2024] same name: same input while RUNNING = 200, same ARN and startDate; other input = ExecutionAlreadyExists
it('starts an execution of a name once', async () => {
  const { sfn } = await engineWith('asks', JSON.stringify(askByQueue()))
  const start = (input: string) =>
    sfn.send(new StartExecutionCommand({ stateMachineArn: machineArn('asks'), name: 'one', input }))
  const first = await start('{"a":1}')
  const second = await start('{"a":1}')
  expect(second).toMatchObject({ executionArn: first.executionArn, startDate: first.startDate })
  const { executionArn = '' } = first
  const exists = { name: 'ExecutionAlreadyExists', message: `Execution Already Exists: '${executionArn}'` }
  await expect(start('{"a":2}')).rejects.toMatchObject(exists)
  await sfn.send(new StopExecutionCommand({ executionArn }))
  await expect(start('{"a":1}')).rejects.toMatchObject(exists)
})

// [REC 22-06-2023] test_invalid_start_execution_input; a number, a string and null are inputs too
it('refuses an input that is not JSON, in the words of AWS', async () => {
  const { sfn } = await engineWith('orders')
  const start = (input: string) => sfn.send(new StartExecutionCommand({ stateMachineArn: machineArn('orders'), input }))
  const refused = (problem: string) => ({
    name: 'InvalidExecutionInput',
    message: `Invalid State Machine Execution Input: '${problem}'`,
  })
  await expect(start('not some json')).rejects.toMatchObject(
    refused(
      "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
    ),
  )
  await expect(start("{'not': 'json'}")).rejects.toMatchObject(
    refused("Unexpected character (''' (code 39)): was expecting double-quote to start field name"),
  )
  await expect(start('')).rejects.toMatchObject(refused('Invalid execution input.'))
  for (const input of ['2', '"some text"', 'null']) await expect(start(input)).resolves.toBeDefined()
})

// [REC 14-03-2024] test_state_machine_status_filter; [REC 01-07-2024] pagination
it('words its validation errors as AWS does', async () => {
  const { engine } = await engineWith('orders')
  const list = async (fields: object) => {
    const response = await fetch(engine.endpoint, {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSStepFunctions.ListExecutions' },
      body: JSON.stringify({ stateMachineArn: machineArn('orders'), ...fields }),
    })
    return (await response.json()) as { message: string }
  }
  const problem = '1 validation error detected: Value'
  expect((await list({ statusFilter: 'succeeded' })).message).toBe(
    `${problem} 'succeeded' at 'statusFilter' failed to satisfy constraint: Member must satisfy enum value set: [SUCCEEDED, TIMED_OUT, PENDING_REDRIVE, ABORTED, FAILED, RUNNING]`,
  )
  expect((await list({ maxResults: 1_001 })).message).toBe(
    `${problem} '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000`,
  )
  const long = 'x'.repeat(3_097)
  expect((await list({ nextToken: long })).message).toBe(
    `${problem} '${long}' at 'nextToken' failed to satisfy constraint: Member must have length less than or equal to 3096`,
  )
})

// [REC 08-03-2024] unknown execution; [REC 11-03-2024, 03-07-2024] wrong ARNs
it('names what is wrong with an execution ARN', async () => {
  const { sfn } = await startLocalEngine()
  const describe = (executionArn: string) => sfn.send(new DescribeExecutionCommand({ executionArn }))
  const unknown = 'arn:aws:states:us-east-1:123456789012:execution:orders:nobody'
  await expect(describe(unknown)).rejects.toMatchObject({
    name: 'ExecutionDoesNotExist',
    message: `Execution Does Not Exist: '${unknown}'`,
  })
  await expect(sfn.send(new GetExecutionHistoryCommand({ executionArn: unknown }))).rejects.toMatchObject({
    name: 'ExecutionDoesNotExist',
  })
  await expect(describe('no_an_arn')).rejects.toMatchObject({
    name: 'InvalidArn',
    message: "Invalid Arn: 'Invalid ARN prefix: no_an_arn'",
  })
  await expect(describe(unknown.replace(':execution:', ':express:'))).rejects.toMatchObject({
    name: 'InvalidArn',
    message: "Invalid Arn: 'Resource type not valid in this context: express'",
  })
})

// [REC 25-11-2024] bad names
it('refuses a bad name', async () => {
  const { sfn } = await startLocalEngine()
  for (const name of ['has blank', 'dollar$', 'a/b', 'col:on']) {
    const create = new CreateStateMachineCommand({ name, definition: pass, roleArn })
    await expect(sfn.send(create)).rejects.toMatchObject({ name: 'InvalidName', message: `Invalid Name: '${name}'` })
  }
})

it('reports every missing field at once', async () => {
  const { engine } = await startLocalEngine()
  const response = await fetch(engine.endpoint, {
    method: 'POST',
    headers: { 'x-amz-target': 'AWSStepFunctions.CreateStateMachine' },
    body: '{"name":""}',
  })
  expect((await response.json()) as object).toMatchObject({
    message:
      "3 validation errors detected: Value '' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1; Value at 'definition' failed to satisfy constraint: Member must not be null; Value at 'roleArn' failed to satisfy constraint: Member must not be null",
  })
})

it('pages the history in both directions, without gaps', async () => {
  const { sfn, start, finish, history } = await startLocalEngine({ handlers: queue })
  const states = Object.fromEntries(
    Array.from({ length: 12 }, (_, index) => [`S${index}`, { Type: 'Pass', Next: `S${index + 1}` }]),
  )
  const arn = await start({ StartAt: 'S0', States: { ...states, S12: { Type: 'Pass', End: true } } })
  await finish(arn)
  const all = await history(arn)
  expect(all).toHaveLength(28)
  for (const reverseOrder of [false, true]) {
    const seen: (number | undefined)[] = []
    let nextToken: string | undefined
    do {
      const page = await sfn.send(
        new GetExecutionHistoryCommand({ executionArn: arn, maxResults: 9, reverseOrder, nextToken }),
      )
      seen.push(...(page.events ?? []).map(({ id }) => id))
      nextToken = page.nextToken
    } while (nextToken !== undefined)
    const ids = all.map(({ id }) => id)
    expect(seen).toEqual(reverseOrder ? ids.reverse() : ids)
  }
})

it('leaves the data out of the history when asked to', async () => {
  const { sfn, start, finish } = await startLocalEngine()
  const arn = await start(JSON.parse(pass), { secret: 1 })
  await finish(arn)
  const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn: arn, includeExecutionData: false }))
  expect(outline(events ?? [])).toHaveLength(4)
  expect(JSON.stringify(events)).not.toContain('secret')
})

it('lists the executions of a machine, the latest first, by status', async () => {
  const { sfn } = await engineWith('asks', JSON.stringify(askByQueue()))
  const stateMachineArn = machineArn('asks')
  for (const name of ['a', 'b', 'c']) await sfn.send(new StartExecutionCommand({ stateMachineArn, name }))
  const stopped = machineArn('asks').replace('stateMachine', 'execution')
  await sfn.send(new StopExecutionCommand({ executionArn: `${stopped}:b` }))
  const names = async (statusFilter?: 'RUNNING' | 'ABORTED') => {
    const { executions } = await sfn.send(new ListExecutionsCommand({ stateMachineArn, statusFilter }))
    return executions?.map(({ name }) => name)
  }
  expect(await names()).toEqual(['c', 'b', 'a'])
  expect(await names('RUNNING')).toEqual(['c', 'a'])
  expect(await names('ABORTED')).toEqual(['b'])
})

it('says how an execution stands, and whether it may be redriven', async () => {
  const { sfn, start, tokens, describe } = await startLocalEngine({ handlers: queue })
  const arn = await start(askByQueue(), { a: 1 })
  const [taskToken] = await tokens(arn)
  expect(await describe(arn)).toMatchObject({
    status: 'RUNNING',
    input: '{"a":1}',
    inputDetails: { included: true },
    redriveCount: 0,
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason: 'Execution is RUNNING and cannot be redriven',
  })
  await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '1' }))
  expect(await describe(arn)).toMatchObject({ status: 'SUCCEEDED', output: '1', redriveStatus: 'NOT_REDRIVABLE' })
})

it('tags a state machine', async () => {
  const { sfn } = await engineWith('orders')
  const resourceArn = machineArn('orders')
  await sfn.send(
    new TagResourceCommand({
      resourceArn,
      tags: [
        { key: 'env', value: 'test' },
        { key: 'x', value: 'y' },
      ],
    }),
  )
  await sfn.send(new UntagResourceCommand({ resourceArn, tagKeys: ['x'] }))
  const { tags } = await sfn.send(new ListTagsForResourceCommand({ resourceArn }))
  expect(tags).toEqual([{ key: 'env', value: 'test' }])
})

// [REC 03-07-2024] Express executions have no description; Standard ones no synchronous start
it('keeps Standard and Express apart', async () => {
  const { engine, sfn } = await engineWith('standard')
  const created = await sfn.send(
    new CreateStateMachineCommand({ name: 'express', definition: pass, roleArn, type: 'EXPRESS' }),
  )
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn: created.stateMachineArn }))
  await expect(sfn.send(new DescribeExecutionCommand({ executionArn }))).rejects.toMatchObject({ name: 'InvalidArn' })
  const startSync = async (name: string) => {
    const response = await fetch(engine.endpoint, {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSStepFunctions.StartSyncExecution' },
      body: JSON.stringify({ stateMachineArn: machineArn(name), input: '{"a":1}' }),
    })
    return (await response.json()) as object
  }
  expect(await startSync('express')).toMatchObject({ status: 'SUCCEEDED', output: '{"a":1}' })
  expect(await startSync('standard')).toEqual({
    __type: 'com.amazonaws.swf.service.v2.model#StateMachineTypeNotSupported',
    message: 'This operation is not supported by this type of state machine',
  })
})
