import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn'
import { startStepFunctionsLocal } from '@countersign/stepfunctions-local'
import { handlers } from '../handlers.mjs'
import { createSfnClient, ensureStateMachines, startExecution } from '../step-functions.mjs'
import { type ApprovalDesk, openApprovalDesk } from './approval-desk.ts'

export interface Stage {
  readonly sfn: SFNClient
  readonly desk: ApprovalDesk
  /** Of the engine. */
  readonly endpoint: string
  start(workflow: string, input: unknown): Promise<string>
  succeed(token: string, output: string): Promise<unknown>
  fail(token: string, error: string, cause: string): Promise<unknown>
  /** Waits until the execution has ended. */
  ended(
    executionArn: string,
  ): Promise<{ status: string; output?: unknown; error?: string; cause?: string; events: HistoryEvent[] }>
  close(): Promise<void>
}

/** The local engine with every example loaded, a desk for its approvals, and a ledger of its own. */
export async function openStage(): Promise<Stage> {
  const home = await mkdtemp(join(tmpdir(), 'countersign-examples-'))
  const desk = await openApprovalDesk()
  Object.assign(process.env, {
    COUNTERSIGN_API_URL: desk.url,
    COUNTERSIGN_API_KEY: 'a key of the test',
    COUNTERSIGN_EFFECTS: join(home, 'effects.jsonl'),
  })
  const engine = await startStepFunctionsLocal({ handlers })
  const sfn = createSfnClient(engine.endpoint)
  const machines = await ensureStateMachines(sfn)
  let started = 0

  async function historyOf(executionArn: string): Promise<HistoryEvent[]> {
    const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }))
    return events
  }

  return {
    sfn,
    desk,
    endpoint: engine.endpoint,
    async start(workflow, input) {
      const stateMachineArn = machines.get(workflow)
      started += 1
      const { executionArn } = await startExecution(sfn, { stateMachineArn, name: `test-${started}`, input })
      return executionArn
    },
    succeed: (taskToken, output) => sfn.send(new SendTaskSuccessCommand({ taskToken, output })),
    fail: (taskToken, error, cause) => sfn.send(new SendTaskFailureCommand({ taskToken, error, cause })),
    async ended(executionArn) {
      for (;;) {
        const { status = '', output, error, cause } = await sfn.send(new DescribeExecutionCommand({ executionArn }))
        if (status !== 'RUNNING') {
          return {
            status,
            ...(output === undefined ? {} : { output: JSON.parse(output) }),
            ...(error === undefined ? {} : { error }),
            ...(cause === undefined ? {} : { cause }),
            events: await historyOf(executionArn),
          }
        }
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
    async close() {
      sfn.destroy()
      await engine.close()
      await desk.close()
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** The names of the states an execution went through, in order. */
export const statesOf = (events: readonly HistoryEvent[]): string[] =>
  events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? [])
