import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DescribeExecutionCommand, DescribeStateMachineCommand, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { expect, it } from 'vitest'
import { startStepFunctionsLocal } from '../src/server.ts'
import { spawnEngine, temporaryFolder } from './child-engine.ts'
import { clientOf, startLocalEngine, until } from './local-engine.ts'

const yaml = `
StartAt: Greet
States:
  Greet:
    Type: Task
    Resource: arn:aws:lambda:eu-central-1:000000000000:function:greet
    End: true
`

function machinesFolder(): string {
  const folder = join(temporaryFolder(), 'machines')
  mkdirSync(folder)
  writeFileSync(join(folder, 'greeting.asl.yaml'), yaml)
  writeFileSync(join(folder, 'notes.txt'), 'not a machine')
  return folder
}

it('serves the machines of a folder with the handlers of a module', async () => {
  const machines = machinesFolder()
  const handlers = join(machines, '..', 'handlers.mjs')
  writeFileSync(handlers, "export const greet = ({ name }) => 'Hello, ' + name\n")
  const args = ['--machines', machines, '--handlers', handlers, '--region', 'eu-central-1', '--account', '000000000000']
  const { endpoint } = await spawnEngine(...args)
  const sfn = clientOf(endpoint, 'eu-central-1')
  const stateMachineArn = 'arn:aws:states:eu-central-1:000000000000:stateMachine:greeting'
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{"name":"Ada"}' }))
  const ended = await until(async () => {
    const described = await sfn.send(new DescribeExecutionCommand({ executionArn }))
    return described.status === 'RUNNING' ? undefined : described
  })
  expect(ended).toMatchObject({ status: 'SUCCEEDED', output: '"Hello, Ada"' })
})

it('takes a changed file as an update of its machine', async () => {
  const dataDir = temporaryFolder()
  const machines = machinesFolder()
  const first = await startStepFunctionsLocal({ dataDir, machines })
  await first.close()
  writeFileSync(join(machines, 'greeting.asl.yaml'), yaml.replace('greet', 'welcome'))
  const { sfn } = await startLocalEngine({ dataDir, machines })
  const stateMachineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:greeting'
  const { definition } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }))
  expect(definition).toContain('function:welcome')
})

it('names the file whose definition is wrong', async () => {
  const machines = machinesFolder()
  writeFileSync(join(machines, 'broken.asl.json'), '{"StartAt":"Nowhere","States":{}}')
  await expect(startStepFunctionsLocal({ machines })).rejects.toThrow(
    /broken\.asl\.json: Invalid State Machine Definition/,
  )
})
