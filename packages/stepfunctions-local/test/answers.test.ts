import {
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  TaskTimedOut,
} from '@aws-sdk/client-sfn'
import { expect, it } from 'vitest'
import { askByQueue, queue } from './definitions.ts'
import { startLocalEngine } from './local-engine.ts'

const invalidToken = { name: 'InvalidToken', message: "Invalid Token: 'Invalid token'" }
const gone = { name: 'TaskTimedOut', message: "Task Timed Out: 'Provided task does not exist anymore'" }

async function raw(endpoint: string, api: string, body: object) {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AWSStepFunctions.${api}` },
    body: JSON.stringify(body),
  })
  return { status: response.status, type: response.headers.get('content-type'), body: await response.json() }
}

// [OBS] two posted tokens: 600 characters of base64, head AAAAKgAAAAIAAAAAAAAAA, with + / =
it('issues tokens that look like those of AWS', async () => {
  const { start, tokens } = await startLocalEngine({ handlers: queue })
  const arns = await Promise.all(Array.from({ length: 20 }, () => start(askByQueue())))
  const all = await Promise.all(arns.map(async (arn) => (await tokens(arn))[0] ?? ''))
  expect(new Set(all).size).toBe(20)
  for (const token of all) {
    expect(token).toMatch(/^AAAAKgAAAAIAAAAAAAAAA[A-Za-z0-9+/]+=*$/)
    expect(token).toHaveLength(600)
    for (const special of ['+', '/', '=']) expect(token).toContain(special)
  }
})

// [REC 06-11-2025] test_sfn_send_task_outcome_with_no_such_token[0|1]; [OBS] truncated and edited ones
it('calls a made-up, truncated or edited token invalid', async () => {
  const { sfn, start, tokens } = await startLocalEngine({ handlers: queue })
  const [token = ''] = await tokens(await start(askByQueue()))
  const edited = `${token.slice(0, 100)}${token[100] === 'A' ? 'B' : 'A'}${token.slice(101)}`
  for (const taskToken of ['NoSuchTaskToken', token.slice(0, -4), edited, token.slice(1), `${token} `]) {
    await expect(sfn.send(new SendTaskSuccessCommand({ taskToken, output: '1' }))).rejects.toMatchObject(invalidToken)
    await expect(sfn.send(new SendTaskFailureCommand({ taskToken }))).rejects.toMatchObject(invalidToken)
    await expect(sfn.send(new SendTaskHeartbeatCommand({ taskToken }))).rejects.toMatchObject(invalidToken)
  }
})

// [OBS] FUJITSU: the token is checked first
it('checks the token before the output', async () => {
  const { sfn } = await startLocalEngine()
  const wrong = new SendTaskSuccessCommand({ taskToken: 'nonsense', output: 'output' })
  await expect(sfn.send(wrong)).rejects.toMatchObject(invalidToken)
})

// [OBS] FUJITSU 2017, sfn-local 2026-09-07: wire form of errors
it('answers errors with status 400, the type in its namespace and the message', async () => {
  const { engine } = await startLocalEngine()
  expect(await raw(engine.endpoint, 'SendTaskSuccess', { taskToken: 'nonsense', output: '1' })).toEqual({
    status: 400,
    type: 'application/x-amz-json-1.0',
    body: {
      __type: 'com.amazonaws.swf.service.v2.model#InvalidToken',
      message: "Invalid Token: 'Invalid token'",
    },
  })
  expect(await raw(engine.endpoint, 'SendTaskSuccess', { taskToken: 'nonsense' })).toMatchObject({
    status: 400,
    body: {
      __type: 'com.amazon.coral.validate#ValidationException',
      message: "1 validation error detected: Value at 'output' failed to satisfy constraint: Member must not be null",
    },
  })
})

// [MODEL] limits; the wording of lengths is remembered, not recorded
it('refuses tokens, outputs, errors and causes that are too long', async () => {
  const { sfn, start, tokens } = await startLocalEngine({ handlers: queue })
  const [taskToken] = await tokens(await start(askByQueue()))
  const tooLong = (field: string, limit: number) => ({
    name: 'ValidationException',
    message: `1 validation error detected: Value at '${field}' failed to satisfy constraint: Member must have length less than or equal to ${limit}`,
  })
  const success = (token: string | undefined, output: string) =>
    sfn.send(new SendTaskSuccessCommand({ taskToken: token, output }))
  await expect(success('x'.repeat(2_049), '1')).rejects.toMatchObject(tooLong('taskToken', 2_048))
  // 131,073 two-byte characters in quotes: the limit counts bytes of UTF-8.
  await expect(success(taskToken, JSON.stringify('é'.repeat(131_072)))).rejects.toMatchObject(
    tooLong('output', 262_144),
  )
  const failure = (error: string, cause: string) => sfn.send(new SendTaskFailureCommand({ taskToken, error, cause }))
  await expect(failure('e'.repeat(257), '')).rejects.toMatchObject(tooLong('error', 256))
  await expect(failure('', 'c'.repeat(32_769))).rejects.toMatchObject(tooLong('cause', 32_768))
  // Nothing of this used the token up.
  await expect(success(taskToken, JSON.stringify('é'.repeat(131_071)))).resolves.toBeDefined()
})

// [MODEL] InvalidOutput; that it does not consume the token is expected, not recorded
it('refuses an output that is not JSON and leaves the task open', async () => {
  const { sfn, start, tokens } = await startLocalEngine({ handlers: queue })
  const [taskToken] = await tokens(await start(askByQueue()))
  const answer = (output: string) => sfn.send(new SendTaskSuccessCommand({ taskToken, output }))
  await expect(answer('not json')).rejects.toMatchObject({ name: 'InvalidOutput' })
  await expect(answer('"json"')).resolves.toBeDefined()
})

// [OBS] Balham 2022, mwaa-examples 2023-12-26: second answer, late answer and answer after the end say the same
it('answers once: everything later is TaskTimedOut', async () => {
  const { sfn, start, tokens, finish } = await startLocalEngine({ handlers: queue })
  const arn = await start(twoAsks())
  const [taskToken] = await tokens(arn)
  await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '1' }))
  // The execution still runs: on the emulators this second answer is accepted.
  const second = sfn.send(new SendTaskSuccessCommand({ taskToken, output: '2' }))
  await expect(second).rejects.toMatchObject(gone)
  await expect(second).rejects.toBeInstanceOf(TaskTimedOut)
  await expect(sfn.send(new SendTaskFailureCommand({ taskToken }))).rejects.toMatchObject(gone)
  await expect(sfn.send(new SendTaskHeartbeatCommand({ taskToken }))).rejects.toMatchObject(gone)
  const [other] = await tokens(arn)
  expect(other).not.toBe(taskToken)
  await sfn.send(new SendTaskSuccessCommand({ taskToken: other, output: '3' }))
  expect(await finish(arn)).toMatchObject({ output: '3' })
})

function twoAsks() {
  const { Ask } = askByQueue().States
  return { StartAt: 'First', States: { First: { ...Ask, End: undefined, Next: 'Second' }, Second: Ask } }
}

it('accepts exactly one of a concurrent success and failure, for each of 100 tokens', async () => {
  const { engine, sfn, start, tokens, finish, history } = await startLocalEngine({ handlers: queue })
  const arns: string[] = []
  while (arns.length < 100) arns.push(await start(askByQueue()))
  await Promise.all(
    arns.map(async (arn) => {
      const [taskToken = ''] = await tokens(arn)
      const replies = await Promise.allSettled([
        sfn.send(new SendTaskSuccessCommand({ taskToken, output: '"yes"' })),
        sfn.send(new SendTaskFailureCommand({ taskToken, error: 'No' })),
      ])
      expect(replies.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      const refused = replies.find((reply) => reply.status === 'rejected')
      expect(refused).toMatchObject({ reason: gone })
      expect(engine.controls.counters.answersTo(taskToken)).toEqual({ accepted: 1, refused: 1 })
      const { status } = await finish(arn)
      expect(status).toBe(replies[0]?.status === 'fulfilled' ? 'SUCCEEDED' : 'FAILED')
      const ends = (await history(arn)).filter(({ type }) => type === 'TaskSucceeded' || type === 'TaskFailed')
      expect(ends).toHaveLength(1)
    }),
  )
})

it('takes an answer that comes while the call that handed the token out is still under way', async () => {
  const { engine, sfn, start, finish } = await startLocalEngine({
    handlers: {
      Eager: async (input) => {
        const taskToken = String(Object(input).token)
        await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '"at once"' }))
      },
    },
  })
  const arn = await start({
    StartAt: 'Ask',
    States: {
      Ask: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
        Parameters: { FunctionName: 'Eager', Payload: { 'token.$': '$$.Task.Token' } },
        End: true,
      },
    },
  })
  expect(await finish(arn)).toMatchObject({ status: 'SUCCEEDED', output: '"at once"' })
  expect(engine.controls.openTokens()).toEqual([])
})
