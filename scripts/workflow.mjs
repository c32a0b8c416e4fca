import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { readDemo } from '../examples/connection.mjs'
import {
  awaitApproval,
  createSfnClient,
  ensureStateMachines,
  readDefinitions,
  startExecution,
} from '../examples/step-functions.mjs'

const USAGE = `Usage
  npm run workflow -- list
  npm run workflow -- start <workflow> [--name N] [--input JSON] [--timeout SECONDS] [--heartbeat SECONDS]

start runs another execution on the engine that npm start runs, and prints the address of its approval.
--input is merged over the workflow's sample input.`

const positiveInteger = (text, option) => {
  if (text === undefined) return undefined
  const value = Number(text)
  if (Number.isInteger(value) && value > 0) return value
  throw new Error(`--${option} takes a positive number of seconds, not ${text}`)
}

async function start(workflow, options) {
  const known = readDefinitions().find((each) => each.workflow === workflow)
  if (!known) throw new Error(`There is no workflow ${workflow}. Known: ${names().join(', ')}`)
  const { sampleInput } = await import(pathToFileURL(join(known.folder, 'sample-input.mjs')).href)
  const number = randomInt(100_000, 1_000_000)
  const review = {
    timeoutSeconds: positiveInteger(options.timeout, 'timeout'),
    heartbeatSeconds: positiveInteger(options.heartbeat, 'heartbeat'),
  }
  const input = { ...sampleInput(number, review), ...JSON.parse(options.input ?? '{}') }

  const sfn = createSfnClient(readDemo().stepFunctionsEndpoint)
  try {
    const stateMachineArn = (await ensureStateMachines(sfn)).get(workflow)
    const name = options.name ?? `${workflow}-${number}`
    const { executionArn } = await startExecution(sfn, { stateMachineArn, name, input })
    console.log(`Execution  ${executionArn}`)
    const approval = await awaitApproval(sfn, executionArn)
    console.log(approval ? `Approval   ${approval.url}` : 'The execution ended without asking anyone.')
    for (const warning of approval?.warnings ?? []) console.log(`Warning    ${warning.message}`)
  } finally {
    sfn.destroy()
  }
}

const names = () => readDefinitions().map(({ workflow }) => workflow)

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    name: { type: 'string' },
    input: { type: 'string' },
    timeout: { type: 'string' },
    heartbeat: { type: 'string' },
  },
})
const [command, workflow] = positionals

try {
  if (command === 'list') console.log(names().join('\n'))
  else if (command === 'start' && workflow) await start(workflow, values)
  else {
    console.error(USAGE)
    process.exitCode = 2
  }
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
