import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SendTaskFailureCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import type { Json } from '@countersign/shared/json'
import { registrationForms } from '@countersign/shared/registration'
import { startStepFunctionsLocal } from '@countersign/stepfunctions-local'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/**
 * Every task state to paste runs on the local engine, and what arrives at the other end of its carrier is a registration
 * that the contract accepts: the same one in both query languages.
 */
const folder = join(import.meta.dirname, 'task-states')
const files = readdirSync(folder).filter((file) => file.endsWith('.asl.json'))

const delivered: (Json | undefined)[] = []
const take = (body: Json | undefined) => {
  delivered.push(body)
  return {}
}

let engine: Awaited<ReturnType<typeof startStepFunctionsLocal>>
let sfn: SFNClient
beforeAll(async () => {
  engine = await startStepFunctionsLocal({
    handlers: {
      'countersign-register': take,
      'sqs:sendMessage': ({ MessageBody }: { MessageBody: Json }) => take(MessageBody),
      'apigateway:invoke': ({ RequestBody }: { RequestBody: Json }) => take(RequestBody),
      'events:putEvents': ({ Entries: [entry] }: { Entries: { Detail: Json }[] }) => take(entry?.Detail),
    },
  })
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  sfn = new SFNClient({ endpoint: engine.endpoint, region: 'eu-north-1', credentials })
})
afterAll(async () => {
  sfn.destroy()
  await engine.close()
})

test('there is one per carrier and query language', () => {
  const carriers = ['api-gateway', 'eventbridge', 'lambda', 'sqs']
  expect(files.sort()).toEqual(carriers.flatMap((each) => [`${each}.jsonata.asl.json`, `${each}.jsonpath.asl.json`]))
})

describe.each(files)('%s', (file) => {
  test('registers, and takes its Catch when a person rejects', async () => {
    delivered.length = 0
    const machine = await sfn.send(
      new CreateStateMachineCommand({
        name: file.replaceAll('.', '-'),
        definition: readFileSync(join(folder, file), 'utf8'),
        roleArn: 'arn:aws:iam::123456789012:role/example',
      }),
    )
    const input = { amount: 1240, orderId: '8812', why: 'Parcel lost', order: { lines: [] } }
    const { stateMachineArn } = machine
    const { executionArn } = await sfn.send(
      new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
    )
    await expect.poll(() => delivered.length).toBe(1)

    const registration = registrationForms.wholeContext.parse(delivered[0])
    expect(registration.context).toMatchObject({ Execution: { Id: executionArn }, State: { Name: 'AskForApproval' } })
    expect(registration.approval).toMatchObject({
      title: 'Refund EUR 1240 to order 8812',
      timeoutSeconds: 86_400,
      heartbeatSeconds: 3_600,
      case: { fields: [{ value: 1240 }, { value: '8812' }], payload: { lines: [] } },
    })

    const taskToken = registration.context.Task.Token
    await sfn.send(new SendTaskFailureCommand({ taskToken, error: 'Countersign.Rejected', cause: '{}' }))
    const ended = async () => (await sfn.send(new DescribeExecutionCommand({ executionArn }))).error
    await expect.poll(ended).toBe('Rejected')
  })
})
