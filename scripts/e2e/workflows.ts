import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  type SFNClient,
} from '@aws-sdk/client-sfn'
import { sampleInput } from '../../examples/order-saga/sample-input.mjs'
import { awaitApproval, createSfnClient, ensureStateMachines, startExecution } from '../../examples/step-functions.mjs'
import type { Demo } from './running-countersign.ts'
import { until } from './until.ts'

export interface Waiting {
  executionArn: string
  approvalId: string
}

export interface Ended {
  status: string | undefined
  error: string | undefined
  cause: string | undefined
  events: HistoryEvent[]
}

export interface Workflows {
  sfn: SFNClient
  /** An order whose review waits for a person; `order` is its number in the title. */
  startOrder(order: string, review?: { timeoutSeconds?: number; heartbeatSeconds?: number }): Promise<Waiting>
  /** An execution of this definition, waiting in `Review`. */
  startDefinition(definition: object): Promise<Waiting>
  history(executionArn: string): Promise<HistoryEvent[]>
  /** Waits until the execution has ended, and tells how by its own history. */
  ended(executionArn: string, withinMs?: number): Promise<Ended>
  close(): void
}

/** The engine of a running Countersign as a workflow's author uses it: through the AWS SDK. */
export async function openWorkflows(demo: Demo): Promise<Workflows> {
  const sfn: SFNClient = createSfnClient(demo.stepFunctionsEndpoint)
  const machines: Map<string, string> = await ensureStateMachines(sfn)
  let defined = 0

  async function start(stateMachineArn: string | undefined, name: string, input: unknown): Promise<Waiting> {
    const { executionArn } = await startExecution(sfn, { stateMachineArn, name, input })
    const approval = await awaitApproval(sfn, executionArn)
    return { executionArn, approvalId: approval.id }
  }

  async function history(executionArn: string): Promise<HistoryEvent[]> {
    const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }))
    return events
  }

  return {
    sfn,
    startOrder: (order, review = {}) =>
      start(machines.get('order-saga'), `e2e-${order}-${Date.now()}`, sampleInput(order, review)),
    async startDefinition(definition) {
      defined += 1
      const { stateMachineArn } = await sfn.send(
        new CreateStateMachineCommand({
          name: `e2e-${defined}-${Date.now()}`,
          definition: JSON.stringify(definition),
          roleArn: 'arn:aws:iam::000000000000:role/e2e',
        }),
      )
      return start(stateMachineArn, 'only', {})
    },
    history,
    async ended(executionArn, withinMs = 30_000) {
      const described = await until(
        'the execution ends',
        async () => {
          const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }))
          return execution.status === 'RUNNING' ? undefined : execution
        },
        withinMs,
      )
      const { status, error, cause } = described
      return { status, error, cause, events: await history(executionArn) }
    },
    close: () => sfn.destroy(),
  }
}

/** A task that asks for an approval and waits; `task` adds to the state, `approval` to the question. */
export const reviewState = (task: object, approval: object = {}): object => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
  Parameters: {
    FunctionName: 'countersign-register',
    Payload: { 'context.$': '$$', approval: { title: 'Open the gate', team: 'fulfilment', ...approval } },
  },
  ...task,
})

/** The names of the states an execution went through, in order. */
export const statesOf = (events: readonly HistoryEvent[]): string[] =>
  events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? [])

/** Whether the task of the state `Review…` still waits: nothing after its TaskSubmitted answers or ends it. */
export const isWaiting = (events: readonly HistoryEvent[]): boolean => events.at(-1)?.type === 'TaskSubmitted'
