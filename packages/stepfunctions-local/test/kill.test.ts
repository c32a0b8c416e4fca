import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  CreateStateMachineCommand,
  GetExecutionHistoryCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { expect, it } from 'vitest'
import { spawnEngine, temporaryFolder } from './child-engine.ts'
import { askByQueue } from './definitions.ts'
import { clientOf, roleArn, until } from './local-engine.ts'

const answering = 40

// The process dies while answers are pouring in: some accepted, some on their way, some never sent.
it('loses no accepted answer and accepts none twice when it is killed under load', async () => {
  const folder = temporaryFolder()
  const handlers = join(folder, 'handlers.mjs')
  writeFileSync(handlers, "export default { 'sqs:sendMessage': () => ({ MessageId: 'm' }) }\n")
  const args = ['--data-dir', join(folder, 'data'), '--handlers', handlers]
  const first = await spawnEngine(...args)
  const before = clientOf(first.endpoint)
  const { stateMachineArn } = await before.send(
    new CreateStateMachineCommand({ name: 'asks', definition: JSON.stringify(askByQueue()), roleArn }),
  )
  const arns: string[] = []
  for (let started = 0; started < answering; started++) {
    const { executionArn } = await before.send(new StartExecutionCommand({ stateMachineArn }))
    arns.push(String(executionArn))
  }
  const tokens = await until(async () => {
    const open = await openTokens(first.endpoint)
    return open.size === answering ? open : undefined
  })

  const accepted = new Map<string, string>()
  let sent = 0
  const answers = arns.map(async (arn, index) => {
    const taskToken = tokens.get(arn)
    const output = JSON.stringify(`first ${index}`)
    try {
      sent++
      await before.send(new SendTaskSuccessCommand({ taskToken, output }))
      accepted.set(arn, output)
      // In the middle of it all.
      if (accepted.size === answering / 4) await first.kill()
    } catch {
      // Whether the engine had accepted this one is what its history will tell.
    }
  })
  await Promise.all(answers)
  expect(sent).toBe(answering)
  expect(accepted.size).toBeGreaterThanOrEqual(answering / 4)

  const second = await spawnEngine(...args)
  const after = clientOf(second.endpoint)
  for (const arn of arns) {
    const again = after.send(new SendTaskFailureCommand({ taskToken: tokens.get(arn), error: 'Second' }))
    const outcome = await again.then(
      () => 'accepted',
      (error) => String(error.name),
    )
    const { events } = await after.send(new GetExecutionHistoryCommand({ executionArn: arn }))
    const ends = events?.filter(({ type }) => type === 'TaskSucceeded' || type === 'TaskFailed') ?? []
    expect(ends).toHaveLength(1)
    expect(ends[0]?.type).toBe(outcome === 'accepted' ? 'TaskFailed' : 'TaskSucceeded')
    if (accepted.has(arn)) {
      expect(outcome).toBe('TaskTimedOut')
      expect(ends[0]?.taskSucceededEventDetails?.output).toBe(accepted.get(arn))
    }
  }
})

async function openTokens(endpoint: string): Promise<Map<string, string>> {
  const response = await fetch(`${endpoint}/_control/tokens`)
  const { tokens } = JSON.parse(await response.text()) as { tokens: { executionArn: string; token: string }[] }
  return new Map(tokens.map(({ executionArn, token }) => [executionArn, token]))
}
