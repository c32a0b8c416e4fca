import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { onTestFinished } from 'vitest'
import { type StepFunctionsLocal, type StepFunctionsLocalOptions, startStepFunctionsLocal } from '../src/server.ts'

export const roleArn = 'arn:aws:iam::123456789012:role/workflow'

/** The last begun is ended first. A hook of this module would be the first file's alone: files share their modules. */
export function atEnd(cleanUp: () => Promise<void> | void): void {
  onTestFinished(cleanUp)
}

/** A client as an application has it, except that it never retries on its own. */
export function clientOf(endpoint: string, region = 'us-east-1'): SFNClient {
  const client = new SFNClient({
    endpoint,
    region,
    maxAttempts: 1,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
  atEnd(() => client.destroy())
  return client
}

export interface LocalEngine {
  readonly engine: StepFunctionsLocal
  readonly sfn: SFNClient
  /** Creates a machine and starts one execution of it. */
  start(definition: object, input?: unknown): Promise<string>
  history(executionArn: string): Promise<HistoryEvent[]>
  describe(executionArn: string): Promise<DescribeExecutionCommandOutput>
  /** Waits until the execution has ended. */
  finish(executionArn: string): Promise<DescribeExecutionCommandOutput>
  /** Waits until so many tasks of the execution wait for an answer, and gives their tokens. */
  tokens(executionArn: string, count?: number): Promise<string[]>
}

export async function startLocalEngine(options: StepFunctionsLocalOptions = {}): Promise<LocalEngine> {
  const engine = await startStepFunctionsLocal(options)
  atEnd(() => engine.close())
  return localEngine(engine)
}

let machines = 0

export function localEngine(engine: StepFunctionsLocal): LocalEngine {
  const sfn = clientOf(engine.endpoint)
  const describe = (executionArn: string) => sfn.send(new DescribeExecutionCommand({ executionArn }))
  return {
    engine,
    sfn,
    describe,
    async start(definition, input = {}) {
      const name = `machine-${++machines}`
      const { stateMachineArn } = await sfn.send(
        new CreateStateMachineCommand({ name, definition: JSON.stringify(definition), roleArn }),
      )
      const { executionArn } = await sfn.send(
        new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
      )
      return String(executionArn)
    },
    async history(executionArn) {
      const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1_000 }))
      return events ?? []
    },
    async finish(executionArn) {
      return until(async () => {
        const described = await describe(executionArn)
        return described.status === 'RUNNING' ? undefined : described
      })
    },
    tokens: (executionArn, count = 1) =>
      until(async () => {
        const open = engine.controls.openTokens(executionArn)
        return open.length >= count ? open.map(({ token }) => token) : undefined
      }),
  }
}

/** Asks again until there is an answer; gives up with the test's own time limit. */
export async function until<T>(ask: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

/** `id←previousEventId Type`, the way AWS's recordings are quoted here. */
export function outline(events: readonly HistoryEvent[]): string[] {
  return events.map(({ id, previousEventId, type }) => `${id}←${previousEventId} ${type}`)
}
