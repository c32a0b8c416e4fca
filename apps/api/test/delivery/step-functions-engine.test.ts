import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { createStepFunctionsEngine } from '../../src/adapters/step-functions/workflow-engine.ts'
import { createSystemClock } from '../../src/adapters/system/clock.ts'
import { TaskToken } from '../../src/domain/task-token.ts'

process.env.AWS_ACCESS_KEY_ID = 'local'
process.env.AWS_SECRET_ACCESS_KEY = 'local'

const ARN = 'arn:aws:states:us-east-1:123456789012:execution:m:x'
const token = new TaskToken('AAAAKgAAAAIAAAAAAAAAA/canary+token==')
const body = { kind: 'success', output: '{"a":1}' } as const
const cleanUps: (() => void)[] = []
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp()
})

/** The SDK against a server that misbehaves in one way. */
async function engineAgainst(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  let calls = 0
  const server = createServer((request, response) => {
    calls += 1
    request.resume().on('end', () => answer(request, response))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const engine = createStepFunctionsEngine(
    { clock: createSystemClock(), metrics: { workflowCall: () => undefined } },
    { endpoint, connectionTimeoutMs: 300, requestTimeoutMs: 300 },
  )
  cleanUps.push(() => {
    engine.close()
    server.closeAllConnections()
    server.close()
  })
  return { engine, calls: () => calls, server }
}

const reply = (status: number, value: object) => (_request: IncomingMessage, response: ServerResponse) =>
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(value))

it('ends a call that hangs within its time, as unknown, and makes it once', async () => {
  const { engine, calls } = await engineAgainst(() => undefined)
  const from = performance.now()
  expect(await engine.answer(ARN, token, body)).toMatchObject({ kind: 'unknown' })
  expect(performance.now() - from).toBeLessThan(3_000)
  expect(calls()).toBe(1)
})

it('does not try again by itself after a 500 or a broken connection', async () => {
  const failing = await engineAgainst(reply(500, { __type: 'InternalFailure' }))
  expect(await failing.engine.answer(ARN, token, body)).toMatchObject({ kind: 'unknown' })
  expect(failing.calls()).toBe(1)
  const broken = await engineAgainst((request) => request.socket.destroy())
  expect(await broken.engine.answer(ARN, token, body)).toMatchObject({ kind: 'unknown' })
  expect(broken.calls()).toBe(1)
})

it('knows that nothing was sent when nobody listens', async () => {
  const { engine, server } = await engineAgainst(() => undefined)
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  expect(await engine.answer(ARN, token, body)).toMatchObject({ kind: 'retryLater', error: 'ECONNREFUSED' })
})

it('reads errors by their names, with a namespace as AWS writes them', async () => {
  const namespaced = 'com.amazonaws.swf.service.v2.model#TaskTimedOut'
  const { engine } = await engineAgainst(reply(400, { __type: namespaced, message: 'whatever' }))
  expect(await engine.heartbeat(ARN, token)).toMatchObject({ kind: 'gone', error: 'TaskTimedOut' })
})

it('keeps the token out of what a refusal quotes', async () => {
  const message = `1 validation error detected: Value '${token.reveal()}' at 'taskToken' failed to satisfy constraint`
  const { engine } = await engineAgainst(
    reply(400, { __type: 'com.amazon.coral.validate#ValidationException', message }),
  )
  const outcome = await engine.answer(ARN, token, body)
  expect(outcome).toMatchObject({ kind: 'refused', error: 'ValidationException' })
  expect(JSON.stringify(outcome)).not.toContain('canary')
})

it.each([
  ['ExecutionDoesNotExist', 'missing'],
  ['AccessDeniedException', 'forbidden'],
] as const)('tells that a history with %s is %s', async (error, kind) => {
  const { engine } = await engineAgainst(reply(400, { __type: error, message: '' }))
  expect(await engine.history(ARN)).toMatchObject({ kind, error })
})
