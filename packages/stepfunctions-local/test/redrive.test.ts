import {
  RedriveExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn'
import { expect, it } from 'vitest'
import { startStepFunctionsLocal } from '../src/server.ts'
import { temporaryFolder } from './child-engine.ts'
import { askByQueue, queue, queueResponse } from './definitions.ts'
import { localEngine, outline, startLocalEngine } from './local-engine.ts'

const { Ask } = askByQueue().States
const branch = (name: string, state: object) => ({ StartAt: name, States: { [name]: state } })

// [DOC redrive-executions] the failed Task is scheduled and started anew; [INF] hence a new token
it('runs a failed execution on from the failed task, with a new token', async () => {
  const contexts: { Execution: { RedriveCount: number }; State: { EnteredTime: string; RetryCount: number } }[] = []
  const handlers = {
    'sqs:sendMessage': (input: unknown) => {
      contexts.push(Object(input).MessageBody.context)
      return queueResponse
    },
  }
  const { sfn, start, tokens, describe, finish, history } = await startLocalEngine({ handlers })
  const arn = await start({
    StartAt: 'Before',
    States: { Before: { Type: 'Pass', Result: { kept: true }, Next: 'Ask' }, Ask: { ...Ask, ResultPath: '$.answer' } },
  })
  const [first] = await tokens(arn)
  await sfn.send(new SendTaskFailureCommand({ taskToken: first, error: 'No' }))
  expect(await describe(arn)).toMatchObject({ status: 'FAILED', redriveStatus: 'REDRIVABLE', redriveCount: 0 })

  const { redriveDate } = await sfn.send(new RedriveExecutionCommand({ executionArn: arn }))
  const [second] = await tokens(arn)
  expect(second).not.toBe(first)
  const running = await describe(arn)
  expect(running).toMatchObject({ status: 'RUNNING', redriveCount: 1, redriveDate })
  expect(running.error).toBeUndefined()
  await expect(sfn.send(new SendTaskSuccessCommand({ taskToken: first, output: '1' }))).rejects.toMatchObject({
    name: 'TaskTimedOut',
  })
  await sfn.send(new SendTaskSuccessCommand({ taskToken: second, output: '"yes"' }))
  expect(await finish(arn)).toMatchObject({ status: 'SUCCEEDED', output: '{"kept":true,"answer":"yes"}' })

  const events = await history(arn)
  expect(outline(events).slice(7)).toEqual([
    '8←7 TaskFailed',
    '9←8 ExecutionFailed',
    '10←9 ExecutionRedriven',
    '11←10 TaskScheduled',
    '12←11 TaskStarted',
    '13←12 TaskSubmitted',
    '14←13 TaskSucceeded',
    '15←14 TaskStateExited',
    '16←15 ExecutionSucceeded',
  ])
  expect(events[9]?.executionRedrivenEventDetails).toEqual({ redriveCount: 1 })
  expect(contexts.map(({ Execution }) => Execution.RedriveCount)).toEqual([0, 1])
  expect(contexts.map(({ State }) => State.RetryCount)).toEqual([0, 0])
})

// [MODEL] RedriveExecution: reschedules only the branches and iterations that failed or were aborted
it('keeps the branches that had succeeded', async () => {
  let calls = 0
  const { engine, sfn, start, tokens, finish } = await startLocalEngine({ handlers: { ...queue, Once: () => ++calls } })
  const arn = await start({
    StartAt: 'All',
    States: {
      All: {
        Type: 'Parallel',
        Branches: [
          branch('Once', { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:Once', End: true }),
          branch('Left', Ask),
          branch('Right', Ask),
        ],
        End: true,
      },
    },
  })
  await tokens(arn, 2)
  const tokenOf = (name: string) => engine.controls.openTokens(arn).find(({ stateName }) => stateName === name)?.token
  await sfn.send(new SendTaskFailureCommand({ taskToken: tokenOf('Left'), error: 'No' }))
  await sfn.send(new RedriveExecutionCommand({ executionArn: arn }))
  await tokens(arn, 2)
  await sfn.send(new SendTaskSuccessCommand({ taskToken: tokenOf('Left'), output: '"l"' }))
  await sfn.send(new SendTaskSuccessCommand({ taskToken: tokenOf('Right'), output: '"r"' }))
  expect(await finish(arn)).toMatchObject({ status: 'SUCCEEDED', output: '[1,"l","r"]' })
  expect(calls).toBe(1)
})

it('redrives again and again, and an aborted or timed-out execution too', async () => {
  const { engine, sfn, start, tokens, describe, finish } = await startLocalEngine({ handlers: queue, clock: 'manual' })
  const arn = await start({ ...askByQueue(), TimeoutSeconds: 10 })
  await tokens(arn)
  await engine.controls.clock.advance(10_000)
  expect(await describe(arn)).toMatchObject({ status: 'TIMED_OUT', redriveStatus: 'REDRIVABLE' })
  await sfn.send(new RedriveExecutionCommand({ executionArn: arn }))
  await tokens(arn)
  await engine.controls.clock.advance(9_000)
  await sfn.send(new StopExecutionCommand({ executionArn: arn }))
  await sfn.send(new RedriveExecutionCommand({ executionArn: arn }))
  const [taskToken] = await tokens(arn)
  // The machine's timeout started anew with the redrive.
  await engine.controls.clock.advance(9_000)
  await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '1' }))
  expect(await finish(arn)).toMatchObject({ status: 'SUCCEEDED', redriveCount: 2 })
})

it('refuses to redrive what runs, succeeded or ended long ago', async () => {
  const { engine, sfn, start, tokens } = await startLocalEngine({ handlers: queue, clock: 'manual' })
  const redrive = (executionArn: string) => sfn.send(new RedriveExecutionCommand({ executionArn }))
  const arn = await start(askByQueue())
  const [taskToken] = await tokens(arn)
  await expect(redrive(arn)).rejects.toMatchObject({ name: 'ExecutionNotRedrivable' })
  await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '1' }))
  await expect(redrive(arn)).rejects.toMatchObject({ name: 'ExecutionNotRedrivable' })
  const stopped = await start(askByQueue())
  await sfn.send(new StopExecutionCommand({ executionArn: stopped }))
  await engine.controls.clock.advance(14 * 24 * 3_600_000 + 1)
  await expect(redrive(stopped)).rejects.toMatchObject({ name: 'ExecutionNotRedrivable' })
})

it('takes the same client token for the same redrive', async () => {
  const { sfn, start, tokens, describe } = await startLocalEngine({ handlers: queue })
  const arn = await start(askByQueue())
  const [taskToken] = await tokens(arn)
  await sfn.send(new SendTaskFailureCommand({ taskToken }))
  const redrive = () => sfn.send(new RedriveExecutionCommand({ executionArn: arn, clientToken: 'once' }))
  const first = await redrive()
  expect((await redrive()).redriveDate).toEqual(first.redriveDate)
  expect(await describe(arn)).toMatchObject({ redriveCount: 1 })
})

it('goes on after a restart in the middle of a redrive', async () => {
  const dataDir = temporaryFolder()
  const first = await startStepFunctionsLocal({ dataDir, handlers: queue })
  const began = localEngine(first)
  const arn = await began.start({
    StartAt: 'Both',
    States: { Both: { Type: 'Parallel', Branches: [branch('Left', Ask), branch('Right', Ask)], End: true } },
  })
  const [doomed] = await began.tokens(arn, 2)
  await began.sfn.send(new SendTaskFailureCommand({ taskToken: doomed, error: 'No' }))
  await began.sfn.send(new RedriveExecutionCommand({ executionArn: arn }))
  const before = await began.tokens(arn, 2)
  const told = await began.history(arn)
  await first.close()

  const { sfn, tokens, finish, history } = await startLocalEngine({ dataDir, handlers: queue })
  const after = await tokens(arn, 2)
  expect([...after].sort()).toEqual([...before].sort())
  expect(await history(arn)).toEqual(told)
  for (const taskToken of after) await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '1' }))
  expect(await finish(arn)).toMatchObject({ status: 'SUCCEEDED', output: '[1,1]', redriveCount: 1 })
})
