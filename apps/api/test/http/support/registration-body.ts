import { randomBytes } from 'node:crypto'
import { registered } from '@countersign/shared/registration'
import { approvalView } from '@countersign/shared/views'
import type { Client } from './test-api.ts'

/** Like the ones AWS hands out: base64 of about 600 characters. */
export const freshToken = (): string => randomBytes(450).toString('base64')

export interface Asked {
  readonly token?: string
  readonly execution?: string
  readonly approval?: Readonly<Record<string, unknown>>
  readonly state?: Readonly<Record<string, unknown>>
}

/** The whole context object of a waiting task, as `$$` has it. */
export function contextBody({
  token = freshToken(),
  execution = executionArn(),
  approval = {},
  state = {},
}: Asked = {}) {
  return {
    context: {
      Execution: {
        Id: execution,
        Input: { order: { id: '8812', card: 'never looked at' } },
        StartTime: '2026-11-21T08:00:00.000Z',
        RedriveCount: 0,
      },
      State: { Name: 'ReviewRefund', EnteredTime: '2026-11-21T08:00:01.123Z', RetryCount: 0, ...state },
      StateMachine: { Id: 'arn:aws:states:eu-west-1:123456789012:stateMachine:Refunds', Name: 'Refunds' },
      Task: { Token: token },
    },
    approval: { title: 'Refund EUR 1,240 to order 8812', team: 'payments', ...approval },
  }
}

export const executionArn = (): string =>
  `arn:aws:states:eu-west-1:123456789012:execution:Refunds:${randomBytes(8).toString('hex')}`

/** Registers one approval and returns it as its reader sees it. */
export async function register(client: Client, asked: Asked = {}) {
  const reply = await client('POST', '/v1/approvals', { body: contextBody(asked) })
  if (reply.status !== 201) throw new Error(`registration answered ${reply.status}: ${reply.text}`)
  const { id } = registered.parse(reply.body)
  return readApproval(client, id)
}

export async function readApproval(client: Client, id: string) {
  const reply = await client('GET', `/v1/approvals/${id}`)
  if (reply.status !== 200) throw new Error(`reading answered ${reply.status}: ${reply.text}`)
  return approvalView.parse(reply.body)
}
