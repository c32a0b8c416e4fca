import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  CreateStateMachineCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  paginateListStateMachines,
  SFNClient,
  StartExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn'

const folder = fileURLToPath(new URL('.', import.meta.url))

/** The real SDK client. A local endpoint checks no signature, so any credentials do; without one the SDK finds its own. */
export function createSfnClient(endpoint) {
  // Node 20 is supported here; the SDK's reminder at each start helps nobody who only tries an example.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
  return new SFNClient(
    endpoint
      ? {
          endpoint,
          region: process.env.AWS_REGION ?? 'eu-north-1',
          credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
        }
      : {},
  )
}

/** Every definition of the examples: `{ workflow, folder, definition }`, named after its file. */
export function readDefinitions() {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) =>
      readdirSync(join(folder, name))
        .filter((file) => file.endsWith('.asl.json'))
        .map((file) => ({
          workflow: basename(file, '.asl.json'),
          folder: join(folder, name),
          definition: readFileSync(join(folder, name, file), 'utf8'),
        })),
    )
}

/** Creates each machine that is missing and updates each whose definition changed; returns ARNs by name. */
export async function ensureStateMachines(sfn) {
  const arns = new Map()
  for await (const page of paginateListStateMachines({ client: sfn }, {}))
    for (const { name, stateMachineArn } of page.stateMachines ?? []) arns.set(name, stateMachineArn)
  for (const { workflow, definition } of readDefinitions()) {
    const stateMachineArn = arns.get(workflow)
    if (!stateMachineArn) {
      const roleArn = process.env.STATE_MACHINE_ROLE_ARN ?? 'arn:aws:iam::000000000000:role/countersign-examples'
      const created = await sfn.send(new CreateStateMachineCommand({ name: workflow, definition, roleArn }))
      arns.set(workflow, created.stateMachineArn)
      continue
    }
    const existing = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }))
    if (existing.definition !== definition)
      await sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition }))
  }
  return arns
}

/** Starts an execution, or finds the one of that name that already runs or ran. */
export async function startExecution(sfn, { stateMachineArn, name, input }) {
  try {
    const started = await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }))
    return { executionArn: started.executionArn, isNew: true }
  } catch (error) {
    if (error.name !== 'ExecutionAlreadyExists') throw error
    return { executionArn: `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`, isNew: false }
  }
}

const FAILED = new Set(['ExecutionFailed', 'ExecutionAborted', 'ExecutionTimedOut'])

/**
 * The approval an execution waits for: the answer of `POST /v1/approvals`, which the history shows as the result of the
 * registering function (`TaskSubmitted`). Undefined when the execution ended without asking anyone.
 */
export async function awaitApproval(sfn, executionArn, { timeoutMs = 20_000, pollMs = 100 } = {}) {
  const giveUpAt = performance.now() + timeoutMs
  for (;;) {
    const { events = [] } = await sfn.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 100 }),
    )
    const submitted = events.find((event) => event.type === 'TaskSubmitted')
    const approval = submitted && JSON.parse(submitted.taskSubmittedEventDetails.output).Payload
    if (approval?.id) return approval
    const [last] = events
    if (FAILED.has(last?.type)) {
      const { error, cause } = last.executionFailedEventDetails ?? {}
      throw new Error(`${executionArn} ended with ${last.type}: ${error ?? ''} ${cause ?? ''}`)
    }
    if (last?.type === 'ExecutionSucceeded') return undefined
    if (performance.now() > giveUpAt)
      throw new Error(`${executionArn} asked for no approval within ${timeoutMs / 1_000} s`)
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
}
