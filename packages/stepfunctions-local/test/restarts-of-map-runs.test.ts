import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { expect, it } from 'vitest'
import { spawnEngine, temporaryFolder } from './child-engine.ts'
import { askByQueue } from './definitions.ts'
import { clientOf, roleArn, until } from './local-engine.ts'

const definition = {
  StartAt: 'Items',
  States: {
    Items: {
      Type: 'Map',
      Label: 'Each',
      MaxConcurrency: 2,
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...askByQueue() },
      End: true,
    },
  },
}

interface OpenToken {
  readonly executionArn: string
  readonly token: string
}

async function openTokens(endpoint: string, count: number): Promise<readonly OpenToken[]> {
  return until(async () => {
    const response = await fetch(`${endpoint}/_control/tokens`)
    const { tokens } = JSON.parse(await response.text()) as { tokens: OpenToken[] }
    return tokens.length === count ? tokens : undefined
  })
}

// The process dies twice: while children wait, and while they wait again after a redrive of their run.
it('goes on with every child of a Map Run after being killed, and with none twice', async () => {
  const folder = temporaryFolder()
  const handlers = join(folder, 'handlers.mjs')
  writeFileSync(handlers, "export default { 'sqs:sendMessage': () => ({ MessageId: 'm' }) }\n")
  const args = ['--data-dir', join(folder, 'data'), '--handlers', handlers]
  let engine = await spawnEngine(...args)
  let sfn = clientOf(engine.endpoint)
  const restart = async () => {
    await engine.kill()
    engine = await spawnEngine(...args)
    sfn = clientOf(engine.endpoint)
  }
  const succeed = ({ token }: OpenToken) => sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: '1' }))
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({ name: 'items', definition: JSON.stringify(definition), roleArn }),
  )
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: '[1,2,3]' }))
  const before = await openTokens(engine.endpoint, 2)
  const told = await sfn.send(new GetExecutionHistoryCommand({ executionArn }))
  const byToken = (a: OpenToken, b: OpenToken) => (a.token < b.token ? -1 : 1)

  await restart()
  const after = await openTokens(engine.endpoint, 2)
  expect([...after].sort(byToken)).toEqual([...before].sort(byToken))
  expect((await sfn.send(new GetExecutionHistoryCommand({ executionArn }))).events).toEqual(told.events)
  const [first, second] = after
  if (!first || !second) throw new Error('nothing waits')
  await succeed(first)
  await openTokens(engine.endpoint, 2)
  await sfn.send(new SendTaskFailureCommand({ taskToken: second.token, error: 'No' }))
  await openTokens(engine.endpoint, 0)
  const ended = await sfn.send(new DescribeExecutionCommand({ executionArn }))
  expect(ended).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' })
  await sfn.send(new RedriveExecutionCommand({ executionArn }))
  const redriven = await openTokens(engine.endpoint, 2)
  expect(redriven.map((open) => open.executionArn)).toContain(second.executionArn)

  await restart()
  const again = await openTokens(engine.endpoint, 2)
  expect([...again].sort(byToken)).toEqual([...redriven].sort(byToken))
  for (const open of again) await succeed(open)
  const done = await until(async () => {
    const described = await sfn.send(new DescribeExecutionCommand({ executionArn }))
    return described.status === 'RUNNING' ? undefined : described
  })
  expect(done).toMatchObject({ status: 'SUCCEEDED', output: '[1,1,1]' })
  const { mapRuns } = await sfn.send(new ListMapRunsCommand({ executionArn }))
  const [run] = mapRuns ?? []
  const { executions } = await sfn.send(new ListExecutionsCommand({ mapRunArn: run?.mapRunArn }))
  expect(mapRuns).toHaveLength(1)
  expect(executions).toHaveLength(3)
  expect(await sfn.send(new DescribeMapRunCommand({ mapRunArn: run?.mapRunArn }))).toMatchObject({
    status: 'SUCCEEDED',
    redriveCount: 1,
    itemCounts: { total: 3, succeeded: 3 },
  })
})
