import { CreateStateMachineCommand, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn'
import { registered } from '@countersign/shared/registration'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestEngine, type TestEngine } from '../support/test-engine.ts'
import { readApproval } from './support/registration-body.ts'
import { type Client, startTestApi, type TestApi } from './support/test-api.ts'

const ROLE = 'arn:aws:iam::123456789012:role/workflow'
const DEFINITION = {
  StartAt: 'Review',
  States: {
    Review: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: { FunctionName: 'countersign-register', Payload: { 'context.$': '$$' } },
      HeartbeatSeconds: 600,
      End: true,
    },
  },
}

let engine: TestEngine
let api: TestApi
let registrar: Client
const ids: string[] = []

beforeAll(async () => {
  engine = await startTestEngine({
    handlers: {
      'countersign-register': async (input: unknown) => {
        const approval = { title: 'Move the goods', team: 'payments', heartbeatMode: 'external', heartbeatSeconds: 600 }
        const reply = await registrar('POST', '/v1/approvals', { body: { ...(input as object), approval } })
        ids.push(registered.parse(reply.body).id)
        return null
      },
    },
  })
  api = await startTestApi({ AWS_ENDPOINT_URL_SFN: engine.endpoint })
  registrar = await api.keyClient()
})
afterAll(async () => {
  await api.stop()
  await engine.stop()
})

/** Starts an execution and waits for its registration. */
async function waitingApproval(name: string) {
  const known = ids.length
  const { stateMachineArn } = await engine.client.send(
    new CreateStateMachineCommand({ name, definition: JSON.stringify(DEFINITION), roleArn: ROLE }),
  )
  const { executionArn } = await engine.client.send(new StartExecutionCommand({ stateMachineArn }))
  await expect.poll(() => ids.length, { timeout: 10_000 }).toBe(known + 1)
  return { id: ids.at(-1) ?? '', executionArn }
}

describe('external heartbeats', () => {
  it('reach the engine and move the deadline', async () => {
    const { id } = await waitingApproval('beaten')
    const before = await readApproval(registrar, id)
    const reply = await registrar('POST', `/v1/approvals/${id}/heartbeat`, { body: {} })
    expect(reply.status).toBe(200)
    const after = await readApproval(registrar, id)
    expect(reply.body).toEqual({ deadline: after.deadline })
    expect(Date.parse(after.deadline?.at ?? '')).toBeGreaterThan(Date.parse(before.deadline?.at ?? ''))
    expect(after.heartbeat).toMatchObject({ mode: 'external', lastAt: expect.any(String) })
  })

  it('find out that the execution was stopped, and the approval leaves the queue with the reason', async () => {
    const { id, executionArn } = await waitingApproval('stopped')
    await engine.client.send(new StopExecutionCommand({ executionArn }))
    const reply = await registrar('POST', `/v1/approvals/${id}/heartbeat`, { body: {} })
    expect(reply.status).toBe(410)
    expect(reply.body).toMatchObject({ code: 'withdrawn', reason: 'execution_aborted' })
    const ended = await readApproval(registrar, id)
    expect(ended).toMatchObject({ status: 'withdrawn', closed: { reason: 'execution_aborted' } })
  })
})
