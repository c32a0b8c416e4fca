import { DescribeExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn'
import { readDemo } from './connection.mjs'
import { decideAs } from './decide-as.mjs'
import { demoWeek } from './demo-week/demo-week.mjs'
import { awaitApproval, createSfnClient, ensureStateMachines, startExecution } from './step-functions.mjs'

/**
 * Fills the demo: one execution per case of the week, all waiting on the engine for real; then some are decided by
 * people of the demo and one is stopped. Started again it finds every execution by its name and only does what is missing.
 */
const demo = readDemo()
const sfn = createSfnClient(demo.stepFunctionsEndpoint)
const machines = await ensureStateMachines(sfn)

async function play({ machine, name, input, afterwards }) {
  const stateMachineArn = machines.get(machine)
  const { executionArn, isNew } = await startExecution(sfn, { stateMachineArn, name, input })
  if (!isNew && !afterwards) return 'already there'
  if (!isNew && (await sfn.send(new DescribeExecutionCommand({ executionArn }))).status !== 'RUNNING')
    return 'already there'
  const approval = await awaitApproval(sfn, executionArn)
  if (!afterwards) return 'pending'
  if (afterwards.stop) {
    await sfn.send(new StopExecutionCommand({ executionArn, ...afterwards.stop }))
    return 'stopped'
  }
  const { by, ...vote } = afterwards.decide
  const { status } = await decideAs(demo, by, approval.id, vote)
  return status
}

const counts = new Map()
const settled = await Promise.all(
  demoWeek(new Date()).map((one) =>
    play(one).catch((error) => {
      console.error(`${one.name}: ${error.message}`)
      process.exitCode = 1
      return 'failed'
    }),
  ),
)
for (const outcome of settled) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
console.log(`Demo: ${[...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ')}`)
sfn.destroy()
