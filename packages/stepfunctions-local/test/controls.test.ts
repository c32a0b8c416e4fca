import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListStateMachinesCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
} from '@aws-sdk/client-sfn'
import { expect, it } from 'vitest'
import type { FaultKind } from '../src/controls/faults.ts'
import { askByQueue, queue } from './definitions.ts'
import { atEnd, startLocalEngine } from './local-engine.ts'

async function waiting() {
  const local = await startLocalEngine({ handlers: queue })
  const arn = await local.start(askByQueue())
  const [taskToken = ''] = await local.tokens(arn)
  const answer = () => local.sfn.send(new SendTaskSuccessCommand({ taskToken, output: '1' }))
  return { ...local, arn, taskToken, answer, controls: local.engine.controls }
}

it('accepts an answer and then drops the connection', async () => {
  const { controls, taskToken, answer, finish, arn } = await waiting()
  controls.faults.add({ api: 'SendTaskSuccess', kind: 'acceptThenDrop', count: 1 })
  await expect(answer()).rejects.toThrow(/socket hang up|ECONNRESET|other side closed/)
  expect(await finish(arn)).toMatchObject({ status: 'SUCCEEDED' })
  await expect(answer()).rejects.toMatchObject({ name: 'TaskTimedOut' })
  expect(controls.counters.answersTo(taskToken)).toEqual({ accepted: 1, refused: 1 })
  expect(controls.counters.calls().SendTaskSuccess).toEqual({ dropped: 1, TaskTimedOut: 1 })
})

// [PROBE] the SDK retries a lost reply by itself and then reports TaskTimedOut with attempts 2
it('makes the SDK meet its own accepted answer when it retries', async () => {
  const { engine, controls, taskToken } = await waiting()
  controls.faults.add({ api: 'SendTaskSuccess', kind: 'acceptThenDrop', count: 1 })
  const retrying = new SFNClient({
    endpoint: engine.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
  atEnd(() => retrying.destroy())
  const error = await retrying.send(new SendTaskSuccessCommand({ taskToken, output: '1' })).catch((thrown) => thrown)
  expect(error).toMatchObject({ name: 'TaskTimedOut', $metadata: { attempts: 2 } })
})

it.each<[FaultKind, object]>([
  ['refuseConnection', { code: expect.stringMatching(/ECONNRESET|EPIPE/) }],
  ['internalError', { name: 'InternalFailure', $metadata: { httpStatusCode: 500 } }],
  ['accessDenied', { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } }],
  ['throttle', { name: 'ThrottlingException', message: 'Rate exceeded', $metadata: { httpStatusCode: 400 } }],
])('%s carries nothing out', async (kind, expected) => {
  const { controls, answer, describe, arn } = await waiting()
  const id = controls.faults.add({ api: 'SendTaskSuccess', kind })
  await expect(answer()).rejects.toMatchObject(expected)
  expect(await describe(arn)).toMatchObject({ status: 'RUNNING' })
  controls.faults.remove(id)
  await expect(answer()).resolves.toBeDefined()
})

it('delays a call and still carries it out', async () => {
  const { controls, answer } = await waiting()
  controls.faults.add({ api: '*', kind: 'delay', delayMs: 50 })
  const begun = performance.now()
  await answer()
  expect(performance.now() - begun).toBeGreaterThanOrEqual(45)
})

it('strikes with its rate, the same calls for the same seed', async () => {
  const { sfn, engine } = await startLocalEngine()
  const pattern = async () => {
    const id = engine.controls.faults.add({ api: 'ListStateMachines', kind: 'throttle', rate: 0.2, seed: 7 })
    const struck: boolean[] = []
    for (let call = 0; call < 100; call++) {
      struck.push(
        await sfn.send(new ListStateMachinesCommand({})).then(
          () => false,
          () => true,
        ),
      )
    }
    engine.controls.faults.remove(id)
    return struck
  }
  const first = await pattern()
  const hits = first.filter(Boolean).length
  expect(hits).toBeGreaterThan(8)
  expect(hits).toBeLessThan(35)
  expect(await pattern()).toEqual(first)
})

// [DOC service-quotas] DescribeExecution 300 / 15, GetExecutionHistory 400 / 20 in us-east-1
it('throttles with the token buckets of AWS when quotas are on', async () => {
  const { engine, sfn, start } = await startLocalEngine({ handlers: queue, clock: 'manual', quotas: true })
  const executionArn = await start(askByQueue())
  const describe = () => sfn.send(new DescribeExecutionCommand({ executionArn }))
  for (let call = 0; call < 300; call++) await describe()
  await expect(describe()).rejects.toMatchObject({ name: 'ThrottlingException' })
  await engine.controls.clock.advance(1_000)
  for (let call = 0; call < 15; call++) await describe()
  await expect(describe()).rejects.toMatchObject({ name: 'ThrottlingException' })
  engine.controls.quotas.enable({ DescribeExecution: { size: 1, refillPerSecond: 1 } })
  await describe()
  await expect(describe()).rejects.toMatchObject({ name: 'ThrottlingException' })
  engine.controls.quotas.disable()
  await describe()
})

it('is driven over HTTP as well', async () => {
  const { engine, sfn, start, tokens, history } = await startLocalEngine({ handlers: queue })
  const control = async (method: string, path: string, body?: object) => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) }
    const response = await fetch(`${engine.endpoint}/_control/${path}`, init)
    return { status: response.status, body: JSON.parse(await response.text()) }
  }
  expect(await control('POST', 'clock', { hold: true })).toMatchObject({ body: { mode: 'manual' } })
  const arn = await start(askByQueue({ heartbeatSeconds: 10 }))
  const [taskToken = ''] = await tokens(arn)
  expect(await control('GET', `tokens?executionArn=${arn}`)).toMatchObject({
    body: { tokens: [{ token: taskToken, executionArn: arn, stateName: 'Ask' }] },
  })
  const { body } = await control('POST', 'faults', { api: 'SendTaskHeartbeat', kind: 'internalError', count: 1 })
  const beat = () => sfn.send(new SendTaskHeartbeatCommand({ taskToken }))
  await expect(beat()).rejects.toMatchObject({ name: 'InternalFailure' })
  await beat()
  expect((await control('GET', 'faults')).body.faults).toMatchObject([{ id: body.id, struck: 1 }])
  await control('DELETE', 'faults')
  expect((await control('GET', 'faults')).body.faults).toEqual([])
  expect((await control('GET', 'counters')).body.calls.SendTaskHeartbeat).toEqual({ InternalFailure: 1, ok: 1 })
  expect((await control('GET', 'counters')).body.callers.SendTaskHeartbeat).toEqual({ test: 2 })
  await control('POST', 'clock', { advanceMs: 10_000 })
  expect((await history(arn)).at(-1)?.type).toBe('ExecutionFailed')
  await control('POST', 'quotas', {
    enabled: true,
    overrides: { GetExecutionHistory: { size: 0, refillPerSecond: 0 } },
  })
  await expect(sfn.send(new GetExecutionHistoryCommand({ executionArn: arn }))).rejects.toMatchObject({
    name: 'ThrottlingException',
  })
  await control('POST', 'quotas', { enabled: false })
  expect((await control('POST', 'faults', { api: 'X', kind: 'nonsense' })).status).toBe(400)
  expect((await control('GET', 'nothing')).status).toBe(404)
})

it('moves a held clock in order: a retry of a timeout happens within one advance', async () => {
  const { engine, start, tokens, finish, history } = await startLocalEngine({ handlers: queue, clock: 'manual' })
  const retry = { Retry: [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 2, BackoffRate: 2, MaxAttempts: 2 }] }
  const arn = await start(askByQueue({ timeoutSeconds: 10, extra: retry }))
  await tokens(arn)
  const begun = engine.controls.clock.now()
  await engine.controls.clock.advance(3_600_000)
  expect(await finish(arn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' })
  const timeouts = (await history(arn)).filter(({ type }) => type === 'TaskTimedOut')
  // 10 s, then 2 s of delay and 10 s, then 4 s of delay and 10 s.
  expect(timeouts.map(({ timestamp }) => Number(timestamp) - begun)).toEqual([10_000, 22_000, 36_000])
})

it('does not let a web page drive it', async () => {
  const { engine } = await startLocalEngine()
  const headers = { origin: 'https://example.com' }
  const { status } = await fetch(`${engine.endpoint}/_control/tokens`, { headers })
  expect(status).toBe(403)
})
