import {
  CreateStateMachineCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { createHttpClient } from './http-client.mjs'

const DEFINITION = {
  StartAt: 'Review',
  States: {
    Review: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      TimeoutSeconds: 3_600,
      Parameters: { FunctionName: 'countersign-register', Payload: { 'context.$': '$$' } },
      End: true,
    },
  },
}

/** Executions that really wait, decided at a steady rate; the engine's own history says when the answer arrived. */
export async function measureDelivery(stack, { seconds, rate }) {
  const client = createHttpClient(stack.apiUrl, 32)
  const sfn = new SFNClient({
    endpoint: stack.engine.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
  const waiting = []
  stack.handlers['countersign-register'] = async ({ context }) => {
    const approval = { title: 'Refund EUR 1,240.00 to order FF-47881', team: 'payments', timeoutSeconds: 3_600 }
    const { body } = await client.post('/v1/approvals', { context, approval }, stack.asker)
    waiting.push({ id: body.id, executionArn: context.Execution.Id })
    return {}
  }
  await stack.startWorker()
  const machine = await sfn.send(
    new CreateStateMachineCommand({
      name: 'bench',
      roleArn: 'arn:aws:iam::123456789012:role/bench',
      definition: JSON.stringify(DEFINITION),
    }),
  )
  const wanted = seconds * rate
  for (let start = 0; start < wanted; start += 20) {
    const batch = Array.from({ length: Math.min(20, wanted - start) }, () =>
      sfn.send(new StartExecutionCommand({ stateMachineArn: machine.stateMachineArn, input: '{}' })),
    )
    await Promise.all(batch)
  }
  while (waiting.length < wanted) await new Promise((resolve) => setImmediate(resolve))

  const decided = await decideAtRate(client, stack, waiting, rate)
  const latenciesMs = []
  for (const { executionArn, decidedAt } of decided) latenciesMs.push((await answeredAt(sfn, executionArn)) - decidedAt)
  client.close()
  sfn.destroy()
  return { perSecond: rate, latenciesMs }
}

async function decideAtRate(client, { apiUrl, voter }, waiting, rate) {
  const digests = []
  for (const { id } of waiting)
    digests.push((await (await fetch(`${apiUrl}/v1/approvals/${id}`, { headers: voter })).json()).caseDigest)
  const startedAt = performance.now()
  return Promise.all(
    waiting.map(async ({ id, executionArn }, index) => {
      const dueIn = startedAt + (index * 1000) / rate - performance.now()
      await new Promise((resolve) => setTimeout(resolve, dueIn))
      const vote = { outcome: 'approve', caseDigest: digests[index], undoSeconds: 0 }
      const { body } = await client.post(`/v1/approvals/${id}/votes`, vote, voter)
      return { executionArn, decidedAt: Date.parse(body.decision.decidedAt) }
    }),
  )
}

async function answeredAt(sfn, executionArn) {
  const until = performance.now() + 30_000
  while (performance.now() < until) {
    const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }))
    const event = events?.find(({ type }) => type === 'TaskSucceeded')
    if (event) return event.timestamp.getTime()
  }
  throw new Error(`${executionArn} was not answered within 30 s`)
}
