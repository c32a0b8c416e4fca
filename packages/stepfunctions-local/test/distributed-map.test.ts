import {
  DescribeMapRunCommand,
  DescribeStateMachineForExecutionCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn'
import { expect, it } from 'vitest'
import { askByQueue, queue, queueResponse } from './definitions.ts'
import { type LocalEngine, outline, startLocalEngine, until } from './local-engine.ts'

const { Ask } = askByQueue().States
const echo = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:Work', End: true }

/** A Distributed Map over the input, labelled `Each`. */
function over(state: object, { type = 'STANDARD', ...more }: { type?: string; [field: string]: unknown } = {}) {
  const ProcessorConfig = { Mode: 'DISTRIBUTED', ExecutionType: type }
  const ItemProcessor = { ProcessorConfig, StartAt: 'Inner', States: { Inner: state } }
  return { StartAt: 'Items', States: { Items: { Type: 'Map', Label: 'Each', ItemProcessor, End: true, ...more } } }
}

async function mapRunOf({ sfn }: LocalEngine, executionArn: string) {
  const { mapRuns } = await sfn.send(new ListMapRunsCommand({ executionArn }))
  const described = await sfn.send(new DescribeMapRunCommand({ mapRunArn: mapRuns?.[0]?.mapRunArn }))
  const { executions } = await sfn.send(new ListExecutionsCommand({ mapRunArn: described.mapRunArn }))
  return { ...described, mapRunArn: String(described.mapRunArn), children: executions ?? [], runs: mapRuns?.length }
}

/** Waits until the tasks of so many children wait. */
const openTasks = ({ engine }: LocalEngine, count: number) =>
  until(() => {
    const open = engine.controls.openTokens()
    return open.length === count ? open : undefined
  })

// [DOC state-map-distributed] each item runs in a child execution of its own; [REC 17-07-2023] the parent's events
it('runs each item in a child execution with its own ARN, history and context', async () => {
  const local = await startLocalEngine({ handlers: { Work: (input: unknown) => Object(input).n * 2 } })
  const arn = await local.start(over(echo), [{ n: 1 }, { n: 2 }, { n: 3 }])
  expect(await local.finish(arn)).toMatchObject({ status: 'SUCCEEDED', output: '[2,4,6]' })
  const events = await local.history(arn)
  expect(outline(events)).toEqual([
    '1←0 ExecutionStarted',
    '2←0 MapStateEntered',
    '3←2 MapStateStarted',
    '4←3 MapRunStarted',
    '5←4 MapRunSucceeded',
    '6←5 MapStateSucceeded',
    '7←5 MapStateExited',
    '8←7 ExecutionSucceeded',
  ])
  const run = await mapRunOf(local, arn)
  expect(events[3]?.mapRunStartedEventDetails).toEqual({ mapRunArn: run.mapRunArn })
  expect(run).toMatchObject({ executionArn: arn, status: 'SUCCEEDED', runs: 1, redriveCount: 0 })
  expect(run.itemCounts).toMatchObject({ total: 3, succeeded: 3, failed: 0, pending: 0 })

  const machine = arn.split(':')[6]
  expect(run.mapRunArn).toMatch(
    new RegExp(`^arn:aws:states:us-east-1:123456789012:mapRun:${machine}/Each:[0-9a-f-]{36}$`),
  )
  expect(run.children).toHaveLength(3)
  const child = String(run.children[0]?.executionArn)
  expect(child).toMatch(new RegExp(`^arn:aws:states:us-east-1:123456789012:execution:${machine}/Each:[0-9a-f-]{36}$`))
  expect(await local.describe(child)).toMatchObject({ mapRunArn: run.mapRunArn, status: 'SUCCEEDED' })
  expect((await local.history(child)).map(({ type }) => type)).toContain('LambdaFunctionSucceeded')
  const processor = await local.sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn: child }))
  expect(processor).toMatchObject({ mapRunArn: run.mapRunArn, label: 'Each', name: `${machine}/Each` })
  expect(JSON.parse(String(processor.definition))).toEqual({ StartAt: 'Inner', States: { Inner: echo } })
})

// [DOC input-output-contextobject] the execution of a child is the child
it('hands out task tokens whose context names the child', async () => {
  const contexts: { Execution: { Id: string; Input: unknown }; StateMachine: { Id: string } }[] = []
  const handlers = {
    'sqs:sendMessage': (input: unknown) => {
      contexts.push(Object(input).MessageBody.context)
      return queueResponse
    },
  }
  const local = await startLocalEngine({ handlers })
  const arn = await local.start(over(Ask, { ItemSelector: { 'key.$': '$$.Map.Item.Index' } }), ['a', 'b'])
  const open = await openTasks(local, 2)
  expect(new Set(open.map(({ executionArn }) => executionArn))).toEqual(
    new Set(contexts.map(({ Execution }) => Execution.Id)),
  )
  expect(contexts.map(({ Execution }) => Execution.Input)).toEqual([{ key: 0 }, { key: 1 }])
  expect(contexts[0]?.StateMachine.Id).toMatch(/:stateMachine:machine-\d+\/Each$/)
  for (const { token } of open) await local.sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: '"yes"' }))
  expect(await local.finish(arn)).toMatchObject({ output: '["yes","yes"]' })
})

it('keeps to MaxConcurrency', async () => {
  const local = await startLocalEngine({ handlers: queue })
  const arn = await local.start(over(Ask, { MaxConcurrency: 2 }), [1, 2, 3])
  const [first] = await openTasks(local, 2)
  expect(await mapRunOf(local, arn)).toMatchObject({ maxConcurrency: 2, itemCounts: { running: 2, pending: 1 } })
  await local.sfn.send(new SendTaskSuccessCommand({ taskToken: first?.token, output: '1' }))
  for (const { token } of await openTasks(local, 2))
    await local.sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: '2' }))
  expect(await local.finish(arn)).toMatchObject({ output: '[1,2,2]' })
})

// [DOC maprun-fail-threshold] without a threshold the first failure ends the run; its words are those of TestState
it('fails with the first child, and stops the others, when nothing is tolerated', async () => {
  const local = await startLocalEngine({ handlers: queue })
  const arn = await local.start(over(Ask), [1, 2])
  const [first, second] = await openTasks(local, 2)
  await local.sfn.send(new SendTaskFailureCommand({ taskToken: first?.token, error: 'No' }))
  expect(await local.finish(arn)).toMatchObject({
    status: 'FAILED',
    error: 'States.ExceedToleratedFailureThreshold',
    cause: 'The specified tolerated failure threshold was exceeded',
  })
  expect(outline(await local.history(arn)).slice(3)).toEqual([
    '4←3 MapRunStarted',
    '5←4 MapRunFailed',
    '6←5 MapStateFailed',
    '7←6 ExecutionFailed',
  ])
  expect(await local.describe(String(second?.executionArn))).toMatchObject({ status: 'ABORTED' })
  await expect(
    local.sfn.send(new SendTaskSuccessCommand({ taskToken: second?.token, output: '1' })),
  ).rejects.toMatchObject({ name: 'TaskTimedOut' })
  expect(await mapRunOf(local, arn)).toMatchObject({ status: 'FAILED', executionCounts: { failed: 1, aborted: 1 } })
})

it.each([
  ['a count', { ToleratedFailureCount: 1 }, 1, 2],
  ['a count in the input', { ToleratedFailureCountPath: '$.most', ItemsPath: '$.items' }, 1, 2],
  ['a percentage', { ToleratedFailurePercentage: 50 }, 2, 3],
])('tolerates as many failures as %s says', async (_, bounds, tolerated, tooMany) => {
  const handlers = {
    Work(input: unknown) {
      if (input === 'bad') throw Object.assign(new Error('spoilt'), { name: 'Spoilt' })
      return input
    },
  }
  const local = await startLocalEngine({ handlers })
  const run = async (bad: number) => {
    const items = Array.from({ length: 4 }, (_, n) => (n < bad ? 'bad' : n))
    const input = 'ItemsPath' in bounds ? { items, most: 1 } : items
    return local.finish(await local.start(over(echo, bounds), input))
  }
  const enough = await run(tolerated)
  expect(enough.status).toBe('SUCCEEDED')
  const [first, last] = [JSON.parse(String(enough.output))[0], JSON.parse(String(enough.output))[3]]
  expect([first, last]).toMatchObject([{ Status: 'FAILED', Error: 'Spoilt' }, 3])
  expect(await run(tooMany)).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' })
})

it('gives a child as many items as the batcher allows', async () => {
  const batcher = { BatchInput: { 'rate.$': '$.rate' }, MaxItemsPerBatch: 2 }
  const local = await startLocalEngine({ handlers: { Work: (input: unknown) => input } })
  const arn = await local.start(over(echo, { ItemsPath: '$.items', ItemBatcher: batcher }), {
    rate: 3,
    items: [1, 2, 3],
  })
  const { output } = await local.finish(arn)
  expect(JSON.parse(String(output))).toEqual([
    { BatchInput: { rate: 3 }, Items: [1, 2] },
    { BatchInput: { rate: 3 }, Items: [3] },
  ])
  expect(await mapRunOf(local, arn)).toMatchObject({ itemCounts: { total: 3 }, executionCounts: { total: 2 } })
})

it('reads its settings from JSONata, and runs Express children', async () => {
  const local = await startLocalEngine({ handlers: { Work: (input: unknown) => input } })
  const map = over(echo, {
    type: 'EXPRESS',
    Items: '{% $states.input.items %}',
    ToleratedFailureCount: '{% $states.input.most %}',
    ItemBatcher: { MaxItemsPerBatch: '{% 2 %}' },
  })
  const arn = await local.start({ QueryLanguage: 'JSONata', ...map }, { items: [1, 2, 3], most: 1 })
  expect(JSON.parse(String((await local.finish(arn)).output))).toEqual([{ Items: [1, 2] }, { Items: [3] }])
  const run = await mapRunOf(local, arn)
  expect(run).toMatchObject({ toleratedFailureCount: 1 })
  expect(run.children[0]?.executionArn).toMatch(/:express:machine-\d+\/Each:[0-9a-f-]{36}:[0-9a-f-]{36}$/)
})

it('takes its children along when the execution is stopped', async () => {
  const local = await startLocalEngine({ handlers: queue })
  const arn = await local.start(over(Ask), [1])
  const [open] = await openTasks(local, 1)
  await local.sfn.send(new StopExecutionCommand({ executionArn: arn }))
  expect(await local.describe(String(open?.executionArn))).toMatchObject({
    status: 'ABORTED',
    redriveStatus: 'REDRIVABLE_BY_MAP_RUN',
  })
  expect(await mapRunOf(local, arn)).toMatchObject({ status: 'ABORTED' })
  expect(local.engine.controls.openTokens()).toEqual([])
})

it('starts a new Map Run when the Map is retried', async () => {
  const local = await startLocalEngine({ handlers: queue })
  const retry = { Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 1 }] }
  const arn = await local.start(over(Ask, retry), [1])
  const [first] = await openTasks(local, 1)
  await local.sfn.send(new SendTaskFailureCommand({ taskToken: first?.token }))
  const second = await until(() => local.engine.controls.openTokens()[0])
  expect(second.executionArn).not.toBe(first?.executionArn)
  expect(await mapRunOf(local, arn)).toMatchObject({ runs: 2, status: 'RUNNING' })
  await local.sfn.send(new SendTaskSuccessCommand({ taskToken: second.token, output: '1' }))
  expect(await local.finish(arn)).toMatchObject({ status: 'SUCCEEDED' })
})

// [DOC redrive-map-run] the parent's redrive redrives the run and its unsuccessful Standard children, under their ARNs
it('redrives the unsuccessful children with the execution, and keeps the others', async () => {
  const local = await startLocalEngine({ handlers: queue })
  const arn = await local.start(over(Ask, { MaxConcurrency: 3 }), [1, 2, 3, 4])
  const [done, bad, aborted] = await openTasks(local, 3)
  const { sfn } = local
  await sfn.send(new SendTaskSuccessCommand({ taskToken: done?.token, output: '"kept"' }))
  await openTasks(local, 3)
  await sfn.send(new SendTaskFailureCommand({ taskToken: bad?.token, error: 'No' }))
  await local.finish(arn)
  await expect(sfn.send(new RedriveExecutionCommand({ executionArn: bad?.executionArn }))).rejects.toMatchObject({
    name: 'ExecutionNotRedrivable',
  })
  await sfn.send(new RedriveExecutionCommand({ executionArn: arn }))
  const again = await openTasks(local, 3)
  const arns = again.map(({ executionArn }) => executionArn)
  expect(arns).toContain(bad?.executionArn)
  expect(arns).toContain(aborted?.executionArn)
  expect(again.map(({ token }) => token)).not.toContain(bad?.token)
  expect(await local.describe(String(bad?.executionArn))).toMatchObject({ status: 'RUNNING', redriveCount: 1 })
  for (const { token } of again) await sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: '"now"' }))
  expect(await local.finish(arn)).toMatchObject({ output: '["kept","now","now","now"]', redriveCount: 1 })
  expect((await local.history(arn)).map(({ type }) => type)).toContain('MapRunRedriven')
  expect(await mapRunOf(local, arn)).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1, runs: 1 })
})
