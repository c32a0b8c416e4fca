import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  CreateStateMachineCommand,
  GetExecutionHistoryCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { expect, it } from 'vitest'
import { startStepFunctionsLocal } from '../src/server.ts'
import { spawnEngine, temporaryFolder } from './child-engine.ts'
import { askByQueue, queue } from './definitions.ts'
import { atEnd, clientOf, localEngine, outline, roleArn, startLocalEngine, until } from './local-engine.ts'

/** Handlers for a child process: the queue takes every message. */
function handlersModule(folder: string): string {
  const path = join(folder, 'handlers.mjs')
  writeFileSync(path, "export default { 'sqs:sendMessage': () => ({ MessageId: 'message-1' }) }\n")
  return path
}

async function startWaiting(sfn: SFNClient, definition: object = askByQueue()): Promise<string> {
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({ name: 'asks', definition: JSON.stringify(definition), roleArn }),
  )
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn }))
  return String(executionArn)
}

async function tokenInHistory(sfn: SFNClient, executionArn: string): Promise<string> {
  return until(async () => {
    const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }))
    const submitted = events?.some(({ type }) => type === 'TaskSubmitted')
    const parameters = events?.find(({ type }) => type === 'TaskScheduled')?.taskScheduledEventDetails?.parameters
    return submitted && parameters ? String(JSON.parse(parameters).MessageBody.token) : undefined
  })
}

it('goes on waiting for the same token after kill -9', async () => {
  const folder = temporaryFolder()
  const args = ['--data-dir', join(folder, 'data'), '--handlers', handlersModule(folder)]
  const first = await spawnEngine(...args)
  const before = clientOf(first.endpoint)
  const executionArn = await startWaiting(before)
  const taskToken = await tokenInHistory(before, executionArn)
  const { events: told } = await before.send(new GetExecutionHistoryCommand({ executionArn }))
  await first.kill()

  const second = await spawnEngine(...args)
  const after = clientOf(second.endpoint)
  const { events: kept } = await after.send(new GetExecutionHistoryCommand({ executionArn }))
  expect(kept).toEqual(told)
  await after.send(new SendTaskSuccessCommand({ taskToken, output: '"yes"' }))
  await expect(after.send(new SendTaskSuccessCommand({ taskToken, output: '"again"' }))).rejects.toMatchObject({
    name: 'TaskTimedOut',
  })
  const { events } = await after.send(new GetExecutionHistoryCommand({ executionArn }))
  expect(outline(events ?? []).at(-1)).toBe('8←7 ExecutionSucceeded')
})

it('never loses an answer it accepted, killed right after the reply', async () => {
  const folder = temporaryFolder()
  const args = ['--data-dir', join(folder, 'data'), '--handlers', handlersModule(folder)]
  for (let round = 0; round < 5; round++) {
    const engine = await spawnEngine(...args)
    const sfn = clientOf(engine.endpoint)
    const executionArn = await startWaiting(sfn)
    const taskToken = await tokenInHistory(sfn, executionArn)
    await sfn.send(new SendTaskSuccessCommand({ taskToken, output: `"answer ${round}"` }))
    await engine.kill()

    const restarted = await spawnEngine(...args)
    const after = clientOf(restarted.endpoint)
    const { events } = await after.send(new GetExecutionHistoryCommand({ executionArn }))
    const answered = events?.filter(({ type }) => type === 'TaskSucceeded') ?? []
    expect(answered.map(({ taskSucceededEventDetails }) => taskSucceededEventDetails?.output)).toEqual([
      `"answer ${round}"`,
    ])
    await expect(after.send(new SendTaskSuccessCommand({ taskToken, output: '0' }))).rejects.toMatchObject({
      name: 'TaskTimedOut',
    })
    await restarted.kill()
  }
})

it('keeps absolute deadlines, and lets those that passed while it was down take effect at the start', async () => {
  const dataDir = temporaryFolder()
  const options = { dataDir, handlers: queue }
  const first = await startStepFunctionsLocal({ ...options, clock: 'manual' })
  const { start, tokens } = localEngine(first)
  const early = await start(askByQueue({ timeoutSeconds: 1 }))
  const late = await start(askByQueue({ timeoutSeconds: 3_600 }))
  await tokens(early)
  await tokens(late)
  const opened = first.controls.openTokens(late)[0]?.openedAt
  await first.close()

  const heldAt = first.controls.clock.now() + 1_000
  const { describe, history, engine } = await startLocalEngine({ ...options, clock: { heldAt } })
  expect(await describe(early)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' })
  expect(outline(await history(early)).slice(5)).toEqual(['6←5 TaskTimedOut', '7←6 ExecutionFailed'])
  expect(engine.controls.openTokens(late)[0]?.openedAt).toBe(opened)
  const remaining = Number(opened) + 3_600_000 - engine.controls.clock.now()
  await engine.controls.clock.advance(remaining - 1)
  expect(await describe(late)).toMatchObject({ status: 'RUNNING' })
  await engine.controls.clock.advance(1)
  expect(await describe(late)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' })
})

// [OBS 2026-08-29] stopDate = startDate + TimeoutSeconds exactly, whenever somebody is there to notice
it('ends an execution at its deadline, even when it was down then', async () => {
  const options = { dataDir: temporaryFolder(), handlers: queue }
  const first = await startStepFunctionsLocal({ ...options, clock: 'manual' })
  const { start, tokens } = localEngine(first)
  const arn = await start({ ...askByQueue(), TimeoutSeconds: 10 })
  await tokens(arn)
  await first.close()

  const heldAt = first.controls.clock.now() + 60_000
  const { describe, history } = await startLocalEngine({ ...options, clock: { heldAt } })
  const { status, startDate, stopDate } = await describe(arn)
  expect(status).toBe('TIMED_OUT')
  expect(Number(stopDate) - Number(startDate)).toBe(10_000)
  expect((await history(arn)).at(-1)?.timestamp).toEqual(stopDate)
})

it('remembers the last heartbeat', async () => {
  const dataDir = temporaryFolder()
  const options = { dataDir, handlers: queue, clock: 'manual' } as const
  const first = await startStepFunctionsLocal(options)
  const { start, tokens, sfn } = localEngine(first)
  const arn = await start(askByQueue({ heartbeatSeconds: 5 }))
  const [taskToken] = await tokens(arn)
  await first.controls.clock.advance(4_000)
  await sfn.send(new SendTaskHeartbeatCommand({ taskToken }))
  const beat = first.controls.clock.now()
  await first.close()

  const { engine, describe } = await startLocalEngine(options)
  const { clock } = engine.controls
  await clock.advance(beat + 4_999 - clock.now())
  expect(await describe(arn)).toMatchObject({ status: 'RUNNING' })
  await clock.advance(1)
  expect(await describe(arn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' })
})

it('drops overtaken heartbeats from a journal that has too many', async () => {
  const dataDir = temporaryFolder()
  const options = { dataDir, handlers: queue, clock: 'manual' } as const
  const first = await startStepFunctionsLocal(options)
  const { start, tokens } = localEngine(first)
  const arn = await start(askByQueue({ heartbeatSeconds: 5 }))
  await tokens(arn)
  const startedAt = first.controls.clock.now()
  await first.close()
  const [file = ''] = readdirSync(join(dataDir, 'executions'))
  const journal = join(dataDir, 'executions', file)
  const size = readFileSync(journal).length
  const beats = Array.from({ length: 2_000 }, (_, beat) => ({ t: 'heartbeat', k: '/Ask#0/r0a0', at: startedAt + beat }))
  appendFileSync(journal, beats.map((beat) => `${JSON.stringify(beat)}\n`).join(''))

  const { engine, describe } = await startLocalEngine({ ...options, clock: { heldAt: startedAt } })
  expect(readFileSync(journal).length).toBeLessThan(size + 100)
  await engine.controls.clock.advance(1_999 + 4_999)
  expect(await describe(arn)).toMatchObject({ status: 'RUNNING' })
  await engine.controls.clock.advance(1)
  expect(await describe(arn)).toMatchObject({ status: 'FAILED' })
})

it('takes up Parallel and Map in the middle, with variables, retries and what was done before', async () => {
  const dataDir = temporaryFolder()
  let calls = 0
  const handlers = { ...queue, Count: () => ++calls }
  const definition = {
    QueryLanguage: 'JSONata',
    StartAt: 'Count',
    States: {
      Count: {
        Type: 'Task',
        Resource: 'arn:aws:lambda:us-east-1:123456789012:function:Count',
        Assign: { id: '{% $uuid() %}', counted: '{% $states.result %}' },
        Next: 'Both',
      },
      Both: {
        Type: 'Parallel',
        Branches: [
          askInJsonata('Left'),
          { StartAt: 'Right', States: { Right: { Type: 'Pass', Output: '{% $id %}', End: true } } },
          {
            StartAt: 'Each',
            States: {
              Each: {
                Type: 'Map',
                Items: '{% ["a", "b"] %}',
                ItemProcessor: askInJsonata('Item'),
                End: true,
              },
            },
          },
        ],
        Next: 'Tell',
      },
      Tell: { Type: 'Pass', Output: '{% {"id": $id, "counted": $counted, "all": $states.input} %}', End: true },
    },
  }
  const first = await startStepFunctionsLocal({ dataDir, handlers })
  const began = localEngine(first)
  const arn = await began.start(definition)
  const before = await began.tokens(arn, 3)
  await began.sfn.send(new SendTaskSuccessCommand({ taskToken: tokenOf(first, arn, 'Left'), output: '"left"' }))
  const told = await began.history(arn)
  await first.close()

  const { engine, sfn, tokens, finish, history } = await startLocalEngine({ dataDir, handlers })
  const after = await tokens(arn, 2)
  expect(before).toEqual(expect.arrayContaining(after))
  expect((await history(arn)).slice(0, told.length)).toEqual(told)
  for (const taskToken of after) await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '"item"' }))
  const { output } = await finish(arn)
  const { id, counted, all } = JSON.parse(String(output))
  expect(all).toEqual(['left', id, ['item', 'item']])
  expect({ counted, calls }).toEqual({ counted: 1, calls: 1 })
  expect(engine.controls.openTokens()).toEqual([])
})

function askInJsonata(name: string) {
  return {
    StartAt: name,
    States: {
      [name]: {
        Type: 'Task',
        Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
        Arguments: { QueueUrl: 'q', MessageBody: { token: '{% $states.context.Task.Token %}' } },
        End: true,
      },
    },
  }
}

function tokenOf(
  engine: { controls: { openTokens(arn: string): readonly { stateName: string; token: string }[] } },
  arn: string,
  stateName: string,
) {
  return engine.controls.openTokens(arn).find((open) => open.stateName === stateName)?.token
}

it('does not bring back to life what a failed branch or item had taken along', async () => {
  const dataDir = temporaryFolder()
  let calls = 0
  const handlers = { ...queue, Slow: () => new Promise(() => calls++) }
  const branch = (name: string, state: object) => ({ StartAt: name, States: { [name]: { ...state, End: true } } })
  const slow = (name: string) =>
    branch(name, { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:Slow' })
  const retry = { Retry: [{ ErrorEquals: ['No', 'Odd'], IntervalSeconds: 1, MaxAttempts: 1 }], End: true }
  const choose = {
    StartAt: 'Choose',
    States: {
      Choose: { Type: 'Choice', Choices: [{ Variable: '$', NumericEquals: 2, Next: 'Odd' }], Default: 'SlowItem' },
      Odd: { Type: 'Fail', Error: 'Odd' },
      ...slow('SlowItem').States,
    },
  }
  const first = await startStepFunctionsLocal({ dataDir, handlers, clock: 'manual' })
  const began = localEngine(first)
  const parallel = await began.start({
    StartAt: 'Both',
    States: { Both: { Type: 'Parallel', Branches: [slow('SlowBranch'), askByQueue()], ...retry } },
  })
  const map = await began.start(
    { StartAt: 'Each', States: { Each: { Type: 'Map', ItemProcessor: choose, ...retry } } },
    [1, 2],
  )
  const [taskToken] = await began.tokens(parallel)
  await began.sfn.send(new SendTaskFailureCommand({ taskToken, error: 'No' }))
  await first.controls.clock.advance(500)
  const heldAt = first.controls.clock.now()
  const told = [await began.history(parallel), await began.history(map)]
  expect(calls).toBe(2)
  await first.close()

  const { engine, tokens, finish, history } = await startLocalEngine({ dataDir, handlers, clock: { heldAt } })
  await engine.controls.clock.advance(499)
  expect([await history(parallel), await history(map)]).toEqual(told)
  expect(calls).toBe(2)
  await engine.controls.clock.advance(1)
  await tokens(parallel)
  expect(await finish(map)).toMatchObject({ status: 'FAILED', error: 'Odd' })
  expect(calls).toBe(4)
})

it('cuts off a torn last line, and refuses a damaged one further up', async () => {
  const dataDir = temporaryFolder()
  const options = { dataDir, handlers: queue }
  const first = await startStepFunctionsLocal(options)
  const { start, tokens } = localEngine(first)
  const arn = await start(askByQueue())
  await tokens(arn)
  await first.close()
  const [file = ''] = readdirSync(join(dataDir, 'executions'))
  const journal = join(dataDir, 'executions', file)
  const whole = readFileSync(journal, 'utf8')
  appendFileSync(journal, '{"t":"event","k":"/Ask#0/r0a0/en')

  const second = await startStepFunctionsLocal(options)
  expect(second.controls.openTokens(arn)).toHaveLength(1)
  await second.close()
  expect(readFileSync(journal, 'utf8')).toBe(whole)

  writeFileSync(journal, whole.replace('\n', 'x\n'))
  await expect(startStepFunctionsLocal(options)).rejects.toThrow(/is damaged at line 1/)
})

it('keeps machines, their revisions, activities and ended executions', async () => {
  const dataDir = temporaryFolder()
  const first = await startStepFunctionsLocal({ dataDir, handlers: queue })
  const began = localEngine(first)
  const arn = await began.start({ StartAt: 'P', States: { P: { Type: 'Pass', Result: 1, End: true } } })
  const ended = await began.finish(arn)
  await first.close()
  const { describe } = await startLocalEngine({ dataDir })
  const { $metadata: _, ...kept } = await describe(arn)
  const { $metadata: __, ...told } = ended
  expect(kept).toEqual(told)
})

it('keeps nothing without a data folder', async () => {
  const first = await startStepFunctionsLocal({ handlers: queue })
  atEnd(() => first.close())
  const { start, tokens } = localEngine(first)
  const [taskToken] = await tokens(await start(askByQueue()))
  const { sfn } = await startLocalEngine({ handlers: queue })
  await expect(sfn.send(new SendTaskSuccessCommand({ taskToken, output: '1' }))).rejects.toMatchObject({
    name: 'InvalidToken',
  })
})
